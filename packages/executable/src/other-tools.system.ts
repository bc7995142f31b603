/** What we read, held against binutils and osslsigncode on real programs and on executables as Bun compiles them. */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join, resolve } from "node:path";

import { Fault } from "@slipway/fault";
import { type RuntimeTargetId, TARGETS } from "@slipway/targets";
import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { indirectData } from "./authenticode/indirect-data.ts";
import type { SliceFacts } from "./facts.ts";
import { inspectExecutable, type SliceInspection } from "./inspect-executable.ts";
import { readExecutable } from "./read-executable.ts";

const RUNTIMES = resolve(import.meta.dirname, "..", "..", "..", "build", "runtimes");
const WINDOWS = "windows-x64";
const isOptional = process.env["CI"] !== "true";

function hasSystemTool(tool: string): boolean {
  return !isOptional || spawnSync(tool, ["--version"]).error === undefined;
}

/** Runs a tool and returns what it prints on both outputs. */
function run(
  command: readonly string[],
  options: { readonly cwd?: string; readonly mayFail?: boolean } = {},
): string {
  const [program = "", ...args] = command;
  const ran = spawnSync(program, args, { encoding: "utf8", maxBuffer: 2 ** 27, cwd: options.cwd });
  if (ran.error !== undefined) throw ran.error;
  if (options.mayFail !== true)
    expect(ran.status, `${command.join(" ")}\n${ran.stdout}${ran.stderr}`).toBe(0);
  return ran.stdout + ran.stderr;
}

function runtimeOf(target: RuntimeTargetId): string {
  const { runtimePackage, suffix } = TARGETS[target];
  return join(RUNTIMES, target, "node_modules", runtimePackage, "bin", `bun${suffix}`);
}

/** Compiles `text` with more flags and returns the executable. */
function compiled(text: string, flags: readonly string[] = []): string {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "main.ts"), text);
  writeFileSync(join(cwd, "work.ts"), "console.log('a worker');");
  writeFileSync(join(cwd, "logo.txt"), "a logo");
  const outfile = join(cwd, flags.some((flag) => flag.includes("windows")) ? "app.exe" : "app");
  run([process.execPath, "build", "--compile", "main.ts", ...flags, "--outfile", outfile], { cwd });
  return outfile;
}

async function slice(path: string): Promise<SliceFacts> {
  return (await readExecutable(path)).slices[0];
}

function flip(path: string, offset: number): void {
  const file = openSync(path, "r+");
  const byte = new Uint8Array(1);
  readSync(file, byte, 0, 1, offset);
  writeSync(file, byte.with(0, (byte[0] ?? 0) ^ 1), 0, 1, offset);
  closeSync(file);
}

describe.skipIf(!hasSystemTool("readelf"))("readExecutable() beside readelf", () => {
  test("finds the same libraries, loader and kernel in every program of this machine", async () => {
    let compared = 0;
    for (const name of readdirSync("/usr/bin")) {
      const path = join("/usr/bin", name);
      const facts = await slice(path).catch((error: unknown) => {
        if (error instanceof Fault && error.code !== "internal") return undefined;
        throw error;
      });
      if (facts === undefined) continue;
      const printed = run(["readelf", "-W", "-d", "-l", "-n", path], { mayFail: true });
      const needed = [...printed.matchAll(/\(NEEDED\).*\[(.*)\]/gu)].map(([, library]) => library);
      expect(facts.libraries, path).toEqual(needed);
      expect(facts.interpreter, path).toBe(/program interpreter: (.*)\]/u.exec(printed)?.[1]);
      const kernel = /OS: Linux, ABI: ([\d.]+)/u.exec(printed)?.[1];
      if (facts.os === "linux") expect(facts.minimumOs, path).toBe(kernel);
      expect(facts.payload, path).toBeUndefined();
      compared++;
    }
    expect(compared).toBeGreaterThan(20);
  });
});

describe.skipIf(!hasSystemTool("strip"))("readExecutable() of what strip made", () => {
  test("refuses a compiled app, and still reads a stripped program", async () => {
    const app = compiled("console.log(1)");
    run(["strip", app]);
    const fault = await caught(() => readExecutable(app));
    expect(fault.code).toBe("payload-damaged");
    const program = join(tempFolder(), "program");
    copyFileSync("/bin/ls", program);
    run(["strip", program]);
    expect((await slice(program)).payload).toBeUndefined();
  });
});

describe.skipIf(!hasSystemTool("objdump"))("readExecutable() beside objdump", () => {
  test("finds the same libraries and the same subsystem in the runtime for Windows", async () => {
    const facts = await slice(runtimeOf(WINDOWS));
    const printed = run(["objdump", "-p", runtimeOf(WINDOWS)]);
    expect(facts.libraries).toEqual([...printed.matchAll(/DLL Name: (.*)/gu)].map(([, name]) => name));
    expect(printed).toContain("(Windows CUI)");
    expect(facts.windows?.subsystem).toBe("console");
  });
});

/** Whether osslsigncode finds in the signature what it computes. */
function digestsAgree(path: string): boolean {
  const printed = run(["osslsigncode", "verify", "-in", path], { mayFail: true });
  const [, current] = /Current message digest +: (\w+)/u.exec(printed) ?? [];
  const [, calculated] = /Calculated message digest : (\w+)/u.exec(printed) ?? [];
  expect(current).toBeDefined();
  return current === calculated;
}

/** What was signed, as a part of `file`: it changes with it. */
function signedContentIn(file: Buffer): Uint8Array {
  const directoriesAt = file.readUInt32LE(60) + 24 + 112;
  const found = indirectData(file.subarray(file.readUInt32LE(directoriesAt + 4 * 8) + 8));
  if (found === undefined) throw new Error("No signature");
  return found.content;
}

describe.skipIf(!hasSystemTool("osslsigncode") || !hasSystemTool("openssl"))(
  "readExecutable() beside osslsigncode",
  () => {
    const flags = [`--target=${TARGETS[WINDOWS].bun}`, `--compile-executable-path=${runtimeOf(WINDOWS)}`];

    /** A compiled app, signed with a key that was made just now. */
    function signed(
      more: readonly string[] = [],
      keyKind: readonly string[] = ["rsa:2048"],
    ): { readonly path: string; readonly cwd: string } {
      const app = compiled("console.log(1)", flags);
      const cwd = tempFolder();
      const subject = "/O=An Organisation/CN=A Signer";
      const key = ["-newkey", ...keyKind, "-nodes", "-keyout", "key.pem", "-out", "certificate.pem"];
      run(["openssl", "req", "-x509", ...key, "-subj", subject, "-days", "2"], { cwd });
      const options = ["-certs", "certificate.pem", "-key", "key.pem", ...more];
      run(["osslsigncode", "sign", ...options, "-in", app, "-out", "signed.exe"], { cwd });
      return { path: join(cwd, "signed.exe"), cwd };
    }

    test("finds the runtime signed, and what was compiled from it not signed", async () => {
      expect((await slice(runtimeOf(WINDOWS))).signature).toMatchObject({ kind: "certificate" });
      expect((await slice(compiled("console.log(1)", flags))).signature).toEqual({ kind: "none" });
    });

    const p256 = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    const p384 = ["ec", "-pkeyopt", "ec_paramgen_curve:P-384"];

    test.each([
      ["SHA-256", ["-h", "sha256"], undefined],
      ["SHA-1", ["-h", "sha1"], undefined],
      ["SHA-384 and a longer key", ["-h", "sha384"], ["rsa:4096"]],
      ["page hashes", ["-h", "sha256", "-ph"], undefined],
      ["ECDSA and SHA-256", ["-h", "sha256"], p256],
      ["ECDSA and SHA-384", ["-h", "sha384"], p384],
    ])("finds a signed app signed with %s, and its payload where it was", async (_, more, keyKind) => {
      const { path } = signed(more, keyKind);
      expect(digestsAgree(path)).toBe(true);
      const { signature, payload } = await slice(path);
      expect(signature).toEqual({ kind: "certificate", signer: "A Signer" });
      expect(payload?.sizeBytes).toBeGreaterThan(100);
    });

    test.each([
      ["RSA", undefined],
      ["ECDSA", p256],
    ])(
      "does not take what was changed for signed once its two digests are made anew: %s",
      async (_, keyKind) => {
        const { path } = signed([], keyKind);
        flip(path, 4096);
        const printed = run(["osslsigncode", "verify", "-in", path], { mayFail: true });
        const [, current = ""] = /Current message digest +: (\w+)/u.exec(printed) ?? [];
        const [, calculated = ""] = /Calculated message digest : (\w+)/u.exec(printed) ?? [];
        const file = readFileSync(path);
        const indirect = signedContentIn(file);
        const before = createHash("sha256").update(indirect).digest();
        file.set(Buffer.from(calculated, "hex"), file.indexOf(Buffer.from(current, "hex")));
        expect(file.includes(before)).toBe(true);
        file.set(createHash("sha256").update(indirect).digest(), file.indexOf(before));
        writeFileSync(path, file);
        expect(digestsAgree(path)).toBe(true);
        expect((await slice(path)).signature).toEqual({
          kind: "invalid",
          problems: ["its signature was not made with its certificate's key"],
        });
      },
    );

    test("finds what was changed after signing changed", async () => {
      const { path } = signed();
      for (const offset of [4096, ((await slice(path)).payload?.offset ?? 0) + 2]) {
        flip(path, offset);
        expect(digestsAgree(path)).toBe(false);
        expect((await slice(path)).signature).toEqual({
          kind: "invalid",
          problems: ["the file was changed after it was signed"],
        });
        flip(path, offset);
      }
      expect((await slice(path)).signature).toMatchObject({ kind: "certificate" });
      writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from("more")]));
      expect((await slice(path)).signature).toMatchObject({ kind: "invalid" });
    });
  },
);

async function inspected(flags: readonly string[]): Promise<SliceInspection> {
  const text =
    'import logo from "./logo.txt" with { type: "file" }; console.log(logo, await import("./work.ts"));';
  return (await inspectExecutable(compiled(text, flags))).slices[0];
}

/** What is read of a payload, held against what Bun was asked for. */
describe("inspectExecutable() of compiled apps", () => {
  test.each<[string, readonly string[], object]>([
    ["nothing", [], { autoload: { dotenv: true, bunfig: true, tsconfig: false, packageJson: false } }],
    [
      "no autoload",
      ["--no-compile-autoload-dotenv", "--no-compile-autoload-bunfig"],
      { autoload: { dotenv: false, bunfig: false, tsconfig: false, packageJson: false } },
    ],
    [
      "every autoload",
      ["--compile-autoload-tsconfig", "--compile-autoload-package-json"],
      { autoload: { dotenv: true, bunfig: true, tsconfig: true, packageJson: true } },
    ],
    [
      "options for the runtime",
      ["--compile-exec-argv=--smol --expose-gc"],
      { execArgv: ["--smol", "--expose-gc"] },
    ],
  ])("reads what was asked for: %s", async (_, flags, wanted) => {
    expect((await inspected(flags)).contents).toMatchObject({ entry: "app", ...wanted });
  });

  test("reads bytecode, source maps and chunks", async () => {
    const flags = ["--bytecode", "--format=esm", "--splitting", "--minify", "--sourcemap"];
    const { bunVersion, contents } = await inspected(flags);
    expect(bunVersion).toBe(Bun.version);
    const code = contents?.modules.filter(({ kind }) => kind === "js") ?? [];
    expect(code.length).toBeGreaterThan(1);
    for (const { format, bytecodeBytes, sourcemapBytes } of code) {
      expect(format).toBe("esm");
      expect(bytecodeBytes).toBeGreaterThan(100);
      expect(sourcemapBytes).toBeGreaterThan(20);
    }
    expect(contents?.modules.filter(({ kind }) => kind === "file")).toMatchObject([{ sizeBytes: 6 }]);
  });

  test("reads bytecode for which an order was given", async () => {
    const order = join(tempFolder(), "order");
    const flags = ["--bytecode", "--format=esm", "--splitting"];
    const first = compiled("await import('./work.ts');", flags);
    const ran = spawnSync(first, [], { env: { ...process.env, BUN_BYTECODE_ORDER_OUT: order } });
    expect(ran.status).toBe(0);
    const { contents } = await inspected([...flags, `--bytecode-order=${order}`, "--compile-jit-policy=8"]);
    const code = contents?.modules.filter(({ kind }) => kind === "js") ?? [];
    expect(code.length).toBeGreaterThan(1);
    for (const { bytecodeBytes } of code) expect(bytecodeBytes).toBeGreaterThan(100);
  });

  test("reads workers, which are entry points of their own", async () => {
    const { contents } = await inspected(["work.ts"]);
    expect(contents?.modules.map(({ name }) => name)).toEqual(expect.arrayContaining(["app", "work.js"]));
  });
});
