import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { importConfig } from "./import-config.ts";

function written(source: string): string {
  const path = join(tempFolder(), "slipway.config.ts");
  writeFileSync(path, source);
  return path;
}

/** Imports a configuration in a Bun of its own: what a module may do to the process, it does there. */
function importedByBun(source: string): {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
} {
  const code = `const { importConfig } = await import(${JSON.stringify(join(import.meta.dirname, "import-config.ts"))});
    const { exit } = process, { log } = console;
    await importConfig(${JSON.stringify(written(source))}, { timeLimitMs: 200 }).then(
      () => console.log("loaded"),
      (fault) => console.log([fault.code, fault.message.split(": ").at(-1), fault.hint, ...fault.details].join("\\n")),
    );
    if (process.exit !== exit || console.log !== log) console.log("not restored");`;
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, "--no-install", "-e", code]);
  return { exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}

describe("importConfig()", () => {
  test.each([
    ["process.exit(0);", "it calls process.exit(0)"],
    ["process.exit();", "it calls process.exit()"],
    ["try { process.exit(0); } catch {} export default {};", "it calls process.exit(0)"],
    ["await 1; process.exit(3);", "it calls process.exit(3)"],
  ])("does not let %s end the program", (source, expected) => {
    const { exitCode, stdout } = importedByBun(source);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`config-threw\n${expected}\nRemove that call`);
    expect(stdout).toContain("\nslipway.config.ts:1:");
    expect(stdout).not.toContain("not restored");
  });

  test("does not take an exit out of a timer for a success", () => {
    const source = "await new Promise(() => { setTimeout(() => process.exit(0), 1); });";
    const { exitCode, stdout } = importedByBun(source);
    expect(exitCode).not.toBe(0);
    expect(stdout).toContain("it calls process.exit(0)");
  });

  test("does not let it end the program with an exit code of its own either", () => {
    const { stdout } = importedByBun("process.exitCode = 130; process.exit();");
    expect(stdout).toContain("config-threw\nit calls process.exit()\nRemove that call");
  });

  test("sends what a configuration prints to stderr", () => {
    const source = 'console.log("a", 1); console.info("b"); console.debug("c"); export default {};';
    expect(importedByBun(source)).toEqual({ exitCode: 0, stdout: "loaded\n", stderr: "a 1\nb\nc\n" });
  });

  test("tells of a configuration that waits for nothing", () => {
    const { exitCode, stdout } = importedByBun("await new Promise(() => {}); export default {};");
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      "config-threw\nit did not finish within 0.2 s\nLook for an await at its top level that never ends\n",
    );
  });

  test.each([
    ["slipway", 'Install slipway in this project, or write "export default { … }" without the import'],
    ["some-package", "Run bun install in this project"],
    ["@some/package/part", "Run bun install in this project"],
    ["./missing.ts", "Mend the configuration; it is a module that is imported as it is"],
  ])("says how to come by %s", (name, hint) => {
    const { stdout } = importedByBun(`import { a } from "${name}"; export default a;`);
    expect(stdout.split("\n")).toContain(hint);
  });

  test("ends with a fault when the time is over", async () => {
    const path = written("await new Promise(() => {});");
    const fault = await caught(async () => importConfig(path, { timeLimitMs: 1 }));
    expect(fault).toMatchObject({ code: "config-threw", exitCode: 3 });
  });
});
