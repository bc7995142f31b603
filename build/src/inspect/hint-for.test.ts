import { expect, test } from "vitest";

import { sampleApp, sampleJob } from "../testing/samples.ts";
import type { Difference } from "./differences.ts";
import { hintFor } from "./hint-for.ts";

test.each<readonly [string, readonly Difference["of"][], RegExp]>([
  ["the runtime differs", ["runtime", "configuration", "signature"], /^Bring the runtime anew /u],
  ["the configuration differs", ["configuration", "signature"], /^Compare the lines with apps\.hello /u],
  ["only the signature differs", ["signature"], /^Mend signing\.commands\.darwin /u],
])("hintFor() says what to look at when %s", (_what, subjects, expected) => {
  const config = { signCommands: { darwin: ["codesign", "{file}"] } };
  const differences = subjects.map((of) => ({ of, text: "" }));
  expect(hintFor(differences, { job: sampleJob(sampleApp(), "darwin-arm64"), config })).toMatch(expected);
});

test("hintFor() speaks of no command where none is configured", () => {
  const job = sampleJob(sampleApp(), "darwin-arm64");
  expect(hintFor([{ of: "signature", text: "" }], { job, config: { signCommands: {} } })).toMatch(
    /^Bring the runtime anew /u,
  );
});
