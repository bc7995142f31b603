import { join } from "node:path";

import { processesIn, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

/** Programs that Slipway waits for, each by a process of its own that can be killed. */
const STARTERS = {
  "a program that is run": `
    import { runProcess } from "${join(import.meta.dirname, "run-process.ts")}";
    const { signal } = new AbortController();
    await runProcess({ command: ["true"], cwd, env: process.env, timeoutMs: 600_000, signal });
    await runProcess({ command, cwd, env: process.env, timeoutMs: 600_000, signal });`,
  "a program that is talked to": `
    import { NATIVE } from "${join(import.meta.dirname, "smoke", "emulators", "launcher.ts")}";
    import { serveProcess } from "${join(import.meta.dirname, "smoke", "served-process.ts")}";
    const [executable, ...args] = command;
    const places = { executable, home: cwd, aside: cwd };
    await (await serveProcess({ launcher: NATIVE, places, args, env: process.env })).ended;`,
} as const;

/** Waits in `cwd` for a shell, the `sleep` that it runs and another one that it left running. */
function starterOf(code: string, cwd: string): string {
  const command = JSON.stringify(["/bin/sh", "-c", "sleep 600 & sleep 600"]);
  return `const [cwd, command] = [${JSON.stringify(cwd)}, ${command}]; ${code}`;
}

describe.skipIf(process.platform === "win32")("a process group", () => {
  test.each(Object.entries(STARTERS))("of %s ends when its starter is killed", async (_what, code) => {
    const cwd = tempFolder();
    const starter = Bun.spawn([process.execPath, "-e", starterOf(code, cwd)], {
      cwd: "/",
      env: { PATH: process.env["PATH"] },
    });
    const sleeping = (): number => processesIn(cwd).filter((line) => line.endsWith(" sleep 600")).length;
    await expect.poll(sleeping, { timeout: 10_000 }).toBe(3);
    starter.kill("SIGKILL");
    await expect.poll(() => processesIn(cwd), { timeout: 10_000 }).toEqual([]);
  });
});
