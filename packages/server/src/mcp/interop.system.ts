import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { runProgram } from "@slipway/testkit";
import { afterAll, beforeAll, describe } from "vitest";

import { describeInterop } from "./testing/describe-interop.ts";

const PACKAGES = resolve(import.meta.dirname, "..", "..", "..");

describe.skipIf(process.platform === "win32")("the compiled executable, to", () => {
  const built = realpathSync(mkdtempSync(join(tmpdir(), "slipway-built-")));

  beforeAll(() => {
    for (const [name, source] of [
      ["chatty", "server"],
      ["chatty-daemon", "daemon"],
    ] as const) {
      const main = join(PACKAGES, source, "src", "main.ts");
      const command = [
        process.execPath,
        "build",
        "--compile",
        "--minify",
        main,
        "--outfile",
        join(built, name),
      ];
      const { exitCode, stderr } = runProgram(command, { cwd: built });
      if (exitCode !== 0) throw new Error(stderr);
    }
  });
  afterAll(() => rmSync(built, { recursive: true, force: true }));

  describeInterop(() => [join(built, "chatty")]);
});
