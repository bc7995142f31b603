import { existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { processesIn, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { inTemporaryFolder } from "./temporary-folder.ts";

const MODULE = join(import.meta.dirname, "temporary-folder.ts");
const RUN_PROCESS = join(import.meta.dirname, "run-process.ts");

/** Code that says which folder it got, leaves something in it, and then does what `then` says. */
function userOf(then: string): string {
  return `
    import { inTemporaryFolder } from "${MODULE}";
    import { runProcess } from "${RUN_PROCESS}";
    try {
      await inTemporaryFolder(async (folder) => {
        await Bun.write(folder + "/deep/file", "");
        console.log(folder);
        ${then}
      });
    } catch (error) {
      console.log(error.code, error.message);
    }`;
}

function start(
  then: string,
  variables: Readonly<Record<string, string>> = {},
): Bun.Subprocess<"ignore", "pipe"> {
  return Bun.spawn([process.execPath, "-e", userOf(then)], {
    cwd: "/",
    env: { PATH: process.env["PATH"], ...variables },
    stdin: "ignore",
    stdout: "pipe",
  });
}

describe("inTemporaryFolder()", () => {
  test("gives an empty folder that is gone afterwards, whatever was done", async () => {
    let folder = "";
    const work = inTemporaryFolder(async (given) => {
      folder = given;
      expect(dirname(folder)).toBe(realpathSync(tmpdir()));
      expect(readdirSync(folder)).toEqual([]);
      writeFileSync(join(folder, "file"), "");
      mkdirSync(join(folder, "node_modules"));
      return inTemporaryFolder(async () => Promise.reject(new Error("so it goes")));
    });
    await expect(work).rejects.toThrow("so it goes");
    expect(existsSync(folder)).toBe(false);
  });

  test.skipIf(process.platform === "win32")(
    "is gone with all that ran in it when Slipway is killed",
    async () => {
      const TMPDIR = join(tempFolder(), "with a blank");
      mkdirSync(TMPDIR);
      const user = start(
        `const command = ["/bin/sh", "-c", "while :; do : > more; done"];
       const { signal } = new AbortController();
       await runProcess({ command, cwd: folder, env: {}, timeoutMs: 600_000, signal });`,
        { TMPDIR },
      );
      await expect.poll(() => processesIn(TMPDIR).length, { timeout: 10_000 }).toBe(1);
      user.kill("SIGKILL");
      await expect
        .poll(() => [...readdirSync(TMPDIR), ...processesIn(TMPDIR)], { timeout: 10_000 })
        .toEqual([]);
    },
  );

  test("refuses a place from which packages can be found", async () => {
    const project = tempFolder();
    const folder = join(project, "tmp");
    mkdirSync(folder);
    mkdirSync(join(project, "node_modules"));
    const said = await new Response(start("", { TMPDIR: folder, TEMP: folder }).stdout).text();
    expect(said).toContain(`temporary-folder-unfit Cannot try executables in "${folder}"`);
    expect(readdirSync(folder)).toEqual([]);
  });
});
