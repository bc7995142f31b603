import { expect, test } from "vitest";

import { gateOf } from "./gate.ts";

test.skipIf(process.platform === "win32").each(["/bin/sh", "/bin/bash"])(
  "%s as the gate says nothing, and hands on every variable as it is",
  async (shell) => {
    const path = process.env["PATH"] ?? "";
    const own = { PATH: path, LANG: "xx_XX.UTF-8", LC_ALL: "yy_YY", LC_CTYPE: "", OTHER: "a b\n$c" };
    const { script, env } = gateOf({ env: own, hasInput: false });
    const child = Bun.spawn([shell, "-c", script, "sh", "env", "-0"], {
      env: { ...env },
      stdin: new Blob(["\n"]),
      stdout: "pipe",
      stderr: "pipe",
    });
    const [stdout, stderr] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    expect(stderr).toBe("");
    // Bash adds these two when it becomes another program.
    const lines = stdout.split("\0").filter((line) => !/^(?:_=.*|SHLVL=0|)$/u.test(line));
    expect(new Set(lines)).toEqual(new Set(Object.entries(own).map(([name, value]) => `${name}=${value}`)));
  },
);
