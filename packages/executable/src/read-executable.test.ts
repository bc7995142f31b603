import { caught, tempFolder } from "@slipway/testkit";
import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { findBytes, readExecutable, readLayout } from "./index.ts";
import { certificateSample } from "./testing/certificate-sample.ts";
import { elfSample, payloadSection, peSample } from "./testing/samples.ts";

const HOST_OS = process.platform === "win32" ? "windows" : process.platform;
const encoder = new TextEncoder();

/** A hello world, compiled for this host; `greeting` is in its payload. */
function compiled(greeting: string): string {
  const folder = tempFolder();
  const outfile = join(folder, process.platform === "win32" ? "hello.exe" : "hello");
  writeFileSync(join(folder, "hello.ts"), `console.log(${JSON.stringify(greeting)});\n`);
  execFileSync(process.execPath, ["build", "--compile", "hello.ts", "--outfile", outfile], {
    cwd: folder,
    stdio: "pipe",
    timeout: 60_000,
  });
  return outfile;
}

function flip(path: string, offset: number): void {
  const file = openSync(path, "r+");
  const byte = new Uint8Array(1);
  readSync(file, byte, 0, 1, offset);
  writeSync(file, byte.with(0, (byte[0] ?? 0) ^ 1), 0, 1, offset);
  closeSync(file);
}

describe("readExecutable()", () => {
  test("says what the Bun that runs this is, and that it has no payload", async () => {
    const [facts] = (await readExecutable(process.execPath)).slices;
    expect(facts).toMatchObject({ os: HOST_OS, cpu: process.arch, payload: undefined });
    if (HOST_OS === "linux") expect(["glibc", "musl"]).toContain(facts.libc);
  });

  test("says the same as readLayout(), and what the signature is worth", async () => {
    const path = join(tempFolder(), "signed.exe");
    writeFileSync(path, peSample({ certificates: (digest) => [certificateSample({ digest })] }));
    const layout = await readLayout(path);
    expect(layout.slices[0]).not.toHaveProperty("signature");
    const [slice] = layout.slices;
    const signature = { kind: "certificate", signer: undefined };
    expect(await readExecutable(path)).toEqual({ ...layout, slices: [{ ...slice, signature }] });
  });

  test("finds the payload of a compiled app", async () => {
    const path = compiled("hello from the payload");
    const { sizeBytes, slices } = await readExecutable(path);
    const [{ os, cpu, payload }] = slices;
    expect({ os, cpu }).toEqual({ os: HOST_OS, cpu: process.arch });
    if (payload === undefined) throw new Error("No payload");
    expect(payload.offset + payload.sizeBytes).toBeLessThanOrEqual(sizeBytes);
    const found = await findBytes(path, payload, encoder.encode("hello from the payload"));
    expect(found).toBeGreaterThan(payload.offset);
    expect(await findBytes(path, payload, encoder.encode("hello from nowhere"))).toBeUndefined();
  });

  test("refuses a compiled app whose length, trailer or end is not what Bun wrote", async () => {
    const path = compiled("hello");
    const { sizeBytes, slices } = await readExecutable(path);
    const [{ payload }] = slices;
    if (payload === undefined) throw new Error("No payload");
    for (const offset of [payload.offset - 8, payload.offset + payload.sizeBytes - 2]) {
      flip(path, offset);
      expect((await caught(() => readExecutable(path))).code).toBe("payload-damaged");
      flip(path, offset);
    }
    expect((await readExecutable(path)).slices[0].payload).toEqual(payload);
    truncateSync(path, payload.offset + 1);
    const fault = await caught(() => readExecutable(path));
    expect(fault.code).toBe("executable-truncated");
    expect(fault.message).toContain(`it ends after ${payload.offset + 1} bytes`);
    expect(sizeBytes).toBeGreaterThan(payload.offset + 1);
  });

  test("says that a file is not there, and keeps the cause", async () => {
    const fault = await caught(() => readExecutable(join(tempFolder(), "absent")));
    expect(fault).toMatchObject({ code: "executable-unreadable", kind: "environment" });
    expect(fault.message).toContain("there is no such file");
    expect(fault.cause).toBeInstanceOf(Error);
  });

  test("refuses a folder and a path that cannot be one", async () => {
    const folder = join(tempFolder(), "folder");
    mkdirSync(folder);
    const code = process.platform === "win32" ? "executable-unreadable" : "not-an-executable";
    expect((await caught(() => readExecutable(folder))).code).toBe(code);
    expect((await caught(() => readExecutable("a\0b"))).code).toBe("executable-unreadable");
  });

  test.skipIf(process.platform === "win32")("refuses a pipe without waiting for a writer", async () => {
    const pipe = join(tempFolder(), "pipe");
    execFileSync("mkfifo", [pipe]);
    expect((await caught(() => readExecutable(pipe))).code).toBe("not-an-executable");
  });

  test("refuses a file larger than any executable without reading it", async () => {
    const path = join(tempFolder(), "sparse");
    writeFileSync(path, elfSample());
    truncateSync(path, 2 ** 31 + 1);
    expect((await caught(() => readExecutable(path))).code).toBe("executable-unsupported");
  });
});

/** A file whose payload is `content` and the trailer. */
function sample(content: string): string {
  const path = join(tempFolder(), "sample");
  writeFileSync(path, elfSample({ section: payloadSection(content) }));
  return path;
}

describe("findBytes()", () => {
  const needle = encoder.encode("needle");

  test.each([
    ["at the start", 0],
    ["across two reads", 2 ** 20 - 3],
    ["just after a read", 2 ** 20],
    ["in the last read", 2 ** 21 + 5],
  ])("finds what lies %s", async (_, at) => {
    const path = sample(`${"x".repeat(at)}needle`);
    const [{ payload }] = (await readExecutable(path)).slices;
    if (payload === undefined) throw new Error("No payload");
    expect(await findBytes(path, payload, needle)).toBe(payload.offset + at);
  });

  test("does not look outside of the payload", async () => {
    const path = sample("needle");
    const [{ payload }] = (await readExecutable(path)).slices;
    if (payload === undefined) throw new Error("No payload");
    const { offset } = payload;
    expect(await findBytes(path, { offset: offset + 1, sizeBytes: 20 }, needle)).toBeUndefined();
    expect(await findBytes(path, { offset, sizeBytes: 5 }, needle)).toBeUndefined();
    expect(await findBytes(path, { offset, sizeBytes: 6 }, needle)).toBe(offset);
    expect(await findBytes(path, { offset, sizeBytes: 6 }, new Uint8Array())).toBe(offset);
  });

  test.each([
    [{ offset: 0, sizeBytes: 1_000_000 }, "executable-truncated"],
    [{ offset: -1, sizeBytes: 4 }, "executable-damaged"],
    [{ offset: Number.NaN, sizeBytes: 4 }, "executable-damaged"],
  ])("refuses a payload that is not in the file: %j", async (payload, code) => {
    expect((await caught(() => findBytes(sample("x"), payload, needle))).code).toBe(code);
  });

  test("refuses a needle longer than what is read at once", async () => {
    const payload = { offset: 0, sizeBytes: 8 };
    const fault = await caught(() => findBytes(sample("x"), payload, new Uint8Array(65_537)));
    expect(fault.code).toBe("needle-too-long");
  });
});
