import { caught, tempFolder } from "@slipway/testkit";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { findProgram } from "./find-program.ts";

test.skipIf(process.platform === "win32")(
  "findProgram() takes the first of PATH that may be executed, and tells why there is none",
  async () => {
    const cwd = tempFolder();
    for (const folder of ["a", "b"]) mkdirSync(join(cwd, folder));
    writeFileSync(join(cwd, "a", "tool"), "");
    writeFileSync(join(cwd, "b", "tool"), "", { mode: 0o755 });
    mkdirSync(join(cwd, "b", "folder"));
    writeFileSync(join(cwd, "b", "script"), "#! /no/such/reader -x\n", { mode: 0o755 });
    const path = `${cwd}/nothing:${cwd}/a:${cwd}/b`;
    const { platform } = process;
    expect(findProgram(["tool"], { cwd, path, platform })).toBe(join(cwd, "b", "tool"));
    expect(findProgram(["tool"], { cwd: join(cwd, "b"), path: "", platform })).toBe(join(cwd, "b", "tool"));
    expect(findProgram(["b/tool"], { cwd, path: "", platform })).toBe(join(cwd, "b", "tool"));
    const code = async (name: string, where = cwd): Promise<string> =>
      (await caught(() => findProgram([name], { cwd: where, path, platform }))).code;
    expect(await code("./a/tool")).toBe("program-not-executable");
    expect(await code("folder")).toBe("program-not-executable");
    expect(await code("script")).toBe("program-not-executable");
    expect(await code("other")).toBe("program-not-found");
    expect(await code("tool", join(cwd, "a", "tool"))).toBe("cwd-missing");
  },
);

test.skipIf(process.platform === "win32")(
  "findProgram() refuses on Windows what a batch file cannot get",
  async () => {
    const cwd = tempFolder();
    for (const name of ["tool.cmd", "tool.exe"]) writeFileSync(join(cwd, name), "", { mode: 0o755 });
    const windows = { cwd, path: cwd, platform: "win32" } as const;
    const fault = await caught(() => findProgram(["tool.cmd", "a", '"&calc'], windows));
    expect(fault.code).toBe("run-invalid");
    expect(findProgram(["tool.cmd", "a b"], windows)).toBe(join(cwd, "tool.cmd"));
    expect(findProgram(["tool.exe", '"&calc'], windows)).toBe(join(cwd, "tool.exe"));
    expect(findProgram(["tool.cmd", '"&calc'], { ...windows, platform: "linux" })).toBe(
      join(cwd, "tool.cmd"),
    );
  },
);
