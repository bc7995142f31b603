/** What we sign and join, held against LLVM's tools (Debian package `llvm-14`) on executables as Bun compiles them. */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { TARGETS } from "@slipway/targets";
import { tempFolder } from "@slipway/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { ExecutableFacts, SignatureState } from "../facts.ts";
import { readExecutable } from "../read-executable.ts";
import { withSource } from "../source.ts";
import { joinUniversal } from "../universal/join-universal.ts";
import { readBlobs, SLOT } from "./blobs.ts";
import { type CodeDirectory, codeDirectoryOf } from "./code-directory.ts";
import { readImageLayout } from "./image-layout.ts";
import { readMachOSignature } from "./read-macho-signature.ts";
import { signAdHoc } from "./sign-ad-hoc.ts";
import { imageSample, patched } from "./testing/image-sample.ts";

const SLICES = ["darwin-x64", "darwin-arm64"] as const;
type Slice = (typeof SLICES)[number];
const RUNTIMES = resolve(import.meta.dirname, "..", "..", "..", "..", "build", "runtimes");
const IDENTIFIER = "org.example.tool";
const hasLlvmTools = spawnSync("llvm-objcopy-14", ["--version"]).status === 0;
const isOptional = process.env["CI"] !== "true";

const folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

beforeAll(() => {
  const entry = join(folder, "app.ts");
  writeFileSync(entry, "console.log(process.argv.length, 'an application'.repeat(3));");
  for (const slice of SLICES) {
    run([
      process.execPath,
      "build",
      "--compile",
      `--target=${TARGETS[slice].bun}`,
      `--compile-executable-path=${runtimeOf(slice)}`,
      `--outfile=${compiled(slice)}`,
      entry,
    ]);
  }
});

function runtimeOf(slice: Slice): string {
  return join(RUNTIMES, slice, "node_modules", TARGETS[slice].runtimePackage, "bin", "bun");
}

function compiled(slice: Slice): string {
  return join(folder, slice);
}

/** Runs a tool that must succeed and complain of nothing; resolves to what it prints. */
function run(command: readonly string[]): string {
  const [program = "", ...args] = command;
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 2 ** 27,
  });
  if (error !== undefined) throw error;
  if (program !== process.execPath) expect(stderr).toBe("");
  expect({ status, command }).toEqual({ status: 0, command });
  return stdout;
}

async function stateOf(path: string): Promise<SignatureState> {
  return await withSource(path, (source) =>
    readMachOSignature(source, { offset: 0, sizeBytes: source.sizeBytes }),
  );
}

async function directoryOf(path: string): Promise<CodeDirectory> {
  return await withSource(path, async (source) => {
    const [place = { offset: 0, sizeBytes: 0 }] = (await readImageLayout(source)).signatures;
    const blobs = await readBlobs(source, place);
    const directory = typeof blobs === "string" ? blobs : codeDirectoryOf(blobAt(blobs));
    if (typeof directory === "string") throw new Error(directory);
    return directory;
  });
}

function blobAt(blobs: ReadonlyMap<number, Uint8Array>): Uint8Array {
  return blobs.get(SLOT.codeDirectory) ?? new Uint8Array();
}

/** A copy of Bun's output with our signature. */
async function signed(slice: Slice): Promise<string> {
  const path = join(tempFolder(), slice);
  copyFileSync(compiled(slice), path);
  await signAdHoc(path, { identifier: IDENTIFIER });
  return path;
}

function payloadsIn(path: string, { slices }: ExecutableFacts): readonly (string | undefined)[] {
  const file = readFileSync(path);
  return slices.map(
    ({ payload }) =>
      payload &&
      createHash("sha256")
        .update(file.subarray(payload.offset, payload.offset + payload.sizeBytes))
        .digest("hex"),
  );
}

describe.each(SLICES)("of an executable for %s", (slice) => {
  test("readMachOSignature() finds the certificate's signature of the runtime whole", async () => {
    expect(await stateOf(runtimeOf(slice))).toMatchObject({ kind: "certificate", signer: "7FRXF46ZSN" });
  });

  test("readMachOSignature() finds what Bun leaves behind", async () => {
    const state = await stateOf(compiled(slice));
    expect(state.kind).toBe(TARGETS[slice].cpu === "x64" ? "invalid" : "ad-hoc");
  });

  test("signAdHoc() keeps the payload and gives the same bytes twice", async () => {
    const path = await signed(slice);
    const before = readFileSync(path);
    expect(await stateOf(path)).toEqual({ kind: "ad-hoc", identifier: IDENTIFIER });
    const facts = await readExecutable(path);
    const unsigned = await readExecutable(compiled(slice));
    expect(facts.slices[0].payload).toEqual(unsigned.slices[0].payload);
    expect(payloadsIn(path, facts)).toEqual(payloadsIn(compiled(slice), unsigned));
    await signAdHoc(path, { identifier: IDENTIFIER });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test.skipIf(!hasLlvmTools && isOptional)("llvm-objcopy computes the same hashes", async () => {
    const rewritten = join(tempFolder(), "rewritten");
    run(["llvm-objcopy-14", compiled(slice), rewritten]);
    expect(await stateOf(rewritten)).toEqual({ kind: "ad-hoc", identifier: "rewritten" });
    const theirs = await directoryOf(rewritten);
    await signAdHoc(rewritten, { identifier: "rewritten" });
    const ours = await directoryOf(rewritten);
    expect(await stateOf(rewritten)).toEqual({ kind: "ad-hoc", identifier: "rewritten" });
    expect(ours.codeLimitBytes).toBe(theirs.codeLimitBytes);
    expect(ours.execSegment).toEqual(theirs.execSegment);
    expect(ours.pageHashes.length).toBeGreaterThan(20_000 * 32);
    // The first page holds the size of the signature, and ours has two blobs more.
    expect(Buffer.compare(ours.pageHashes.subarray(32), theirs.pageHashes.subarray(32))).toBe(0);
  });

  test.skipIf(!hasLlvmTools && isOptional)("LLVM's readers take what we signed", async () => {
    const path = await signed(slice);
    const signature = (await withSource(path, readImageLayout)).signatures[0];
    const commands = run(["llvm-otool-14", "-l", path]).replaceAll(/\s+/gu, " ");
    expect(commands).toContain(`dataoff ${signature?.offset} datasize ${signature?.sizeBytes}`);
    expect(run(["llvm-objdump-14", "--macho", "--private-headers", path])).toContain("LC_CODE_SIGNATURE");
    expect(run(["llvm-readobj-14", "--file-headers", "--sections", path])).toContain("__bun");
  });
});

test("signAdHoc() signs an executable of 600 MiB so that readExecutable() finds it whole", async () => {
  const sizeBytes = 600 * 2 ** 20;
  const path = join(tempFolder(), "large");
  const image = imageSample({ section: new Uint8Array(8) });
  const linkeditAt = image.length - 40;
  writeFileSync(path, patched(image, { [32 + 2 * (72 + 80) + 48]: sizeBytes - linkeditAt }));
  truncateSync(path, sizeBytes);
  await signAdHoc(path, { identifier: IDENTIFIER });
  const [{ signature }] = (await readExecutable(path)).slices;
  expect(signature).toEqual({ kind: "ad-hoc", identifier: IDENTIFIER });
});

describe("of an executable for both", () => {
  test("joinUniversal() keeps both payloads and both signatures", async () => {
    const paths = [await signed("darwin-arm64"), await signed("darwin-x64")];
    const output = join(tempFolder(), "universal");
    await joinUniversal(
      output,
      paths.map((path) => ({ path })),
    );
    const facts = await readExecutable(output);
    expect(facts.slices.map(({ cpu, signature }) => ({ cpu, signature }))).toEqual([
      { cpu: "x64", signature: { kind: "ad-hoc", identifier: IDENTIFIER } },
      { cpu: "arm64", signature: { kind: "ad-hoc", identifier: IDENTIFIER } },
    ]);
    const alone = await Promise.all(
      SLICES.map(async (slice) => payloadsIn(compiled(slice), await readExecutable(compiled(slice)))),
    );
    expect(payloadsIn(output, facts)).toEqual(alone.flat());
    expect(alone.flat()).not.toContain(undefined);
  });

  test.skipIf(!hasLlvmTools && isOptional)("llvm-lipo makes the same file and takes it apart", async () => {
    const [intel, arm] = [await signed("darwin-x64"), await signed("darwin-arm64")];
    const [ours, theirs] = [join(tempFolder(), "ours"), join(tempFolder(), "theirs")];
    await joinUniversal(ours, [{ path: arm }, { path: intel }]);
    run(["llvm-lipo-14", "-create", arm, intel, "-segalign", "x86_64", "4000", "-output", theirs]);
    expect(readFileSync(ours).equals(readFileSync(theirs))).toBe(true);
    expect(run(["llvm-lipo-14", "-info", ours])).toContain("are: x86_64 arm64");
    for (const [name, path] of [
      ["x86_64", intel],
      ["arm64", arm],
    ] as const) {
      const thin = join(tempFolder(), name);
      run(["llvm-lipo-14", ours, "-thin", name, "-output", thin]);
      expect(readFileSync(thin).equals(readFileSync(path))).toBe(true);
    }
  });
});
