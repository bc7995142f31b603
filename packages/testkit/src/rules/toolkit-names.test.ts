/** The toolkit knows nothing of the applications that are built with it here. */

import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { isProductCode, repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";

/** The applications themselves; `slipway.config.ts`, which names them, is no product code. */
const APPLICATIONS = /^packages\/(?:server|daemon)\//u;

test("no code of the toolkit names an application of this repository, comments included", () => {
  expectNone(namedApplications(repositoryFiles()));
});

test("namedApplications() finds the name in the toolkit, not in tests and not in the application", () => {
  const text = "/** e.g. Chatty.exe */\n";
  const files = sampleFiles({
    "build/src/plan.ts": text,
    "packages/config/slipway.schema.json": '{"default": "chatty"}',
    "packages/server/src/main.ts": text,
    "build/src/plan.test.ts": text,
  });
  expect(namedApplications(files).map((finding) => finding.split(": ")[0])).toEqual([
    "build/src/plan.ts:1",
    "packages/config/slipway.schema.json:1",
  ]);
});

function namedApplications(files: readonly TextFile[]): readonly string[] {
  return files
    .filter(({ path }) => (isProductCode(path) || path.endsWith(".schema.json")) && !APPLICATIONS.test(path))
    .flatMap(({ path, text }) =>
      text
        .split("\n")
        .flatMap((line, index) =>
          /chatty/iu.test(line)
            ? [`${path}:${index + 1}: names an application of this repository; write "app", say, instead`]
            : [],
        ),
    );
}
