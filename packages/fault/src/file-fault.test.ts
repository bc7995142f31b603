import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { Fault, fileFaultOf } from "./index.ts";

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: something`), { code, syscall: "open", path: "/some/file" });
}

describe("fileFaultOf()", () => {
  test.each([
    ["ENOSPC", "no-space", "the disk is full"],
    ["EDQUOT", "no-space", "the disk quota is used up"],
    ["EACCES", "no-permission", "permission denied"],
    ["EPERM", "no-permission", "not permitted"],
    ["EROFS", "read-only", "the file system is read-only"],
    ["ENOTDIR", "file-in-the-way", "a file is where a folder is wanted"],
    ["EEXIST", "file-in-the-way", "something is there already"],
    ["EISDIR", "file-in-the-way", "a folder is where a file is wanted"],
    ["ENOENT", "file-missing", "no such file or folder"],
    ["EMFILE", "too-many-files", "too many open files"],
    ["ENFILE", "too-many-files", "too many open files in the system"],
  ])("explains %s, with a next move, as the machine's", (code, expected, found) => {
    const error = systemError(code);
    const fault = fileFaultOf(error);
    expect(fault).toMatchObject({ code: expected, exitCode: 4, cause: error, details: [] });
    expect(fault?.message).toBe(`Cannot open "/some/file": ${found}`);
    expect(fault?.hint).toMatch(/^[A-Z].*[^.]$/u);
  });

  test("says what was attempted in the words of who attempted it", () => {
    const fault = fileFaultOf(systemError("ENOSPC"), { action: "write the archive", path: "a.zip" });
    expect(fault?.message).toBe('Cannot write the archive "a.zip": the disk is full');
  });

  test("does without a path and a call", () => {
    const fault = fileFaultOf(Object.assign(new Error("write"), { code: "ENOSPC" }));
    expect(fault?.message).toBe('Cannot use "a file": the disk is full');
  });

  test.each([
    ["a fault", new Fault("a", "failed", { message: "m", hint: "h" })],
    ["an error of a program", new TypeError("x")],
    ["an error of the network", systemError("ECONNREFUSED")],
    ["no error", "ENOSPC"],
    ["nothing", undefined],
  ])("takes %s for none", (_what, error) => {
    expect(fileFaultOf(error)).toBeUndefined();
  });

  test("takes what the operating system really says", () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "file"), "");
    const codes = ["missing", "file/below", "."].map((name) =>
      codeOf(() => readFileSync(join(folder, name))),
    );
    expect(codes).toEqual(["file-missing", "file-in-the-way", "file-in-the-way"]);
  });
});

function codeOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return fileFaultOf(error)?.code;
  }
}
