import { join } from "node:path";

import { foreignProject, runProgram } from "@slipway/testkit";
import { expect, test } from "vitest";

import { commit, date, version, versionText } from "./index.ts";

test("in a checkout an app knows nothing of itself but what it says", () => {
  expect([version, commit, date]).toEqual([undefined, undefined, undefined]);
  expect(versionText({ inCheckout: "1.2.3" })).toBe("1.2.3");
});

test.each([
  [
    "all of it",
    { VERSION: "1.2.3", COMMIT: "c0ffee".repeat(6), DATE: "2026-11-20T08:00:00Z" },
    "1.2.3 (c0ffeec0ffee, 2026-11-20)",
  ],
  [
    "files that differ",
    { VERSION: "1.2.3", COMMIT: `${"c0ffee".repeat(6)}-dirty`, DATE: "2026-11-20T08:00:00Z" },
    "1.2.3 (c0ffeec0ffee-dirty, 2026-11-20)",
  ],
  ["no commit", { VERSION: "1.2.3", COMMIT: "", DATE: "1980-01-01T00:00:00Z" }, "1.2.3 (1980-01-01)"],
])("versionText() says what the compiler put in: %s", async (_what, values, expected) => {
  const root = foreignProject(
    {
      "main.ts": `import { versionText } from ${JSON.stringify(join(import.meta.dirname, "index.ts"))};
      console.log(versionText({ inCheckout: "0.0.0" }));`,
    },
    { config: "{}" },
  );
  const define = Object.entries(values).map(
    ([name, value]) => `--define=process.env.SLIPWAY_${name}=${JSON.stringify(value)}`,
  );
  const built = runProgram(
    [process.execPath, "build", "main.ts", "--outfile=out.js", "--target=bun", ...define],
    { cwd: root },
  );
  expect(built.exitCode, built.stderr).toBe(0);
  expect(runProgram([process.execPath, "out.js"], { cwd: root }).stdout).toBe(`${expected}\n`);
});
