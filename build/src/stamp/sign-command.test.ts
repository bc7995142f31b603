import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { joinUniversal, signAdHoc } from "@slipway/executable";
import { CPU_TYPE, elfSample, imageSample, payloadSection } from "@slipway/executable/testing";
import type { Fault } from "@slipway/fault";
import { RUNTIME_TARGET_IDS, TARGETS } from "@slipway/targets";
import { caught, processesIn, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { Env } from "../env.ts";
import { recordingEnv, sampleApp, sampleJob } from "../testing/samples.ts";
import { signExecutable } from "./sign-command.ts";
import { runtimeSample } from "./testing/runtime-sample.ts";

const [linux] = RUNTIME_TARGET_IDS.filter((target) => TARGETS[target].os === "linux");
const [windows] = RUNTIME_TARGET_IDS.filter((target) => TARGETS[target].os === "windows");
const PAYLOAD = payloadSection("console.log(1)");
const [darwin] = RUNTIME_TARGET_IDS.filter((target) => TARGETS[target].os === "darwin");
const ELF = Buffer.from(elfSample({ section: PAYLOAD, interpreter: "/lib64/ld-linux-x86-64.so.2" }));
const PE = runtimeSample({
  sections: [".text", ".rsrc", ".reloc", ".bun"],
  certificateBytes: 0,
  payload: PAYLOAD,
});

type Options = {
  readonly on?: "linux" | "windows" | "darwin";
  /** What is signed, where it is no sample of the system. */
  readonly content?: Buffer;
  readonly command?: readonly string[];
  readonly env?: Partial<Env>;
  readonly timeoutMs?: number;
};
type Signing = { readonly root: string; readonly before: string; readonly signed: Promise<string> };

/** Signs a sample in a project of its own. `command` is either words, or a script for this Bun with `file` and `out`. */
function sign(script: string | undefined, options: Options = {}): Signing {
  const root = tempFolder();
  const [target, sample] = options.on === "windows" ? [windows, PE] : [linux, ELF];
  const job = sampleJob(sampleApp(), options.on === "darwin" ? darwin : target);
  const before = join(root, job.executable);
  writeFileSync(before, options.content ?? sample);
  chmodSync(before, 0o700);
  const head = 'import * as fs from "node:fs"; const [file, out] = process.argv.slice(-2);';
  writeFileSync(join(root, "sign.ts"), `${head} ${script ?? ""}`);
  const words = script?.includes("out") === true ? ["{file}", "{out}"] : ["{file}", "--"];
  const scripted = script === undefined ? undefined : [process.execPath, "sign.ts", ...words];
  const { timeoutMs = 20_000 } = options;
  const env = recordingEnv(join(root, "dist"), options.env);
  const signed = signExecutable(job, {
    path: before,
    command: options.command ?? scripted,
    root,
    env,
    timeoutMs,
  });
  return { root, before, signed };
}

async function faultOf(script: string | undefined, options?: Options): Promise<Fault> {
  return caught(async () => sign(script, options).signed);
}

/** What a slice of a macOS executable differs in. */
type Slice = { readonly identifier: string; readonly code?: string };

/** A macOS executable that holds an ad-hoc signature; with two slices a universal one. */
async function macos(...slices: readonly Slice[]): Promise<Buffer> {
  const folder = tempFolder();
  const paths = slices.map((_, index) => ({ path: join(folder, String(index)) }));
  for (const [index, { identifier, code = "code" }] of slices.entries()) {
    const cpuType = index === 0 ? CPU_TYPE.arm64 : CPU_TYPE.x64;
    const path = paths[index]?.path ?? "";
    writeFileSync(path, imageSample({ cpuType, infoPlist: Buffer.from(code), section: PAYLOAD }));
    await signAdHoc(path, { identifier });
  }
  const universal = join(folder, "universal");
  if (slices.length > 1) await joinUniversal(universal, paths);
  return readFileSync(slices.length > 1 ? universal : join(folder, "0"));
}

/** Signs `content` for macOS with a command that leaves `after`. */
function replaced(content: Buffer, after: Buffer): Promise<string> {
  const path = join(tempFolder(), "after");
  writeFileSync(path, after);
  return sign(`fs.copyFileSync(${JSON.stringify(path)}, file);`, { on: "darwin", content }).signed;
}

describe("signExecutable() for macOS", () => {
  const [own, mine] = [{ identifier: "hello" }, { identifier: "com.example.a-longer-name" }];

  test.each<[string, readonly Slice[], readonly Slice[]]>([
    ["an executable", [own], [mine]],
    ["every slice of a universal executable", [own, own], [mine, mine]],
  ])("takes another signature on %s", async (_, before, after) => {
    const signed = await macos(...after);
    expect(readFileSync(await replaced(await macos(...before), signed))).toEqual(signed);
  });

  test.each<[string, readonly Slice[], readonly Slice[], string]>([
    ["other code, signed rightly", [own], [{ ...mine, code: "CODE" }], "more than a signature is different"],
    [
      "other code in one slice",
      [own, own],
      [mine, { ...mine, code: "CODE" }],
      "more than a signature is different",
    ],
    ["one slice only", [own, own], [mine], "more than a signature is different"],
    ["what was there", [own, own], [own, own], "ended well and changed nothing"],
    ["the x64 slice as it was", [own, own], [mine, own], "left the x64 slice as it was"],
    ["the arm64 slice as it was", [own, own], [own, mine], "left the arm64 slice as it was"],
  ])("refuses a command that leaves %s", async (_, before, after, found) => {
    const fault = await caught(async () => replaced(await macos(...before), await macos(...after)));
    expect(fault.code).toBe("sign-wrong");
    expect(fault.message).toContain(found);
  });
});

describe("signExecutable()", () => {
  test("without a command there is nothing to do", async () => {
    const { before, signed } = sign(undefined);
    expect(await signed).toBe(before);
  });

  test("changes a copy of the same name in place, and not the executable", async () => {
    const { before, signed } = sign('fs.appendFileSync(file, "signature");');
    expect(await signed).not.toBe(before);
    expect(basename(await signed)).toBe(basename(before));
    expect(readFileSync(await signed)).toEqual(Buffer.concat([ELF, Buffer.from("signature")]));
    expect(readFileSync(before)).toEqual(ELF);
  });

  test("takes what a command writes elsewhere, where nothing was before", async () => {
    const script = "if (!fs.existsSync(out)) fs.writeFileSync(out, fs.readFileSync(file) + 'x', 'latin1');";
    const { before, signed } = sign(script.replace("(file)", "(file, 'latin1')"));
    expect(basename(await signed)).toBe(basename(before));
    expect(readFileSync(await signed)).toEqual(Buffer.concat([ELF, Buffer.from("x")]));
    if (process.platform !== "win32") expect(statSync(await signed).mode & 0o777).toBe(0o755);
  });

  test("gives the command the user's environment and the project as its folder", async () => {
    const env = { variables: { ...process.env, TOKEN_PIN: "1234" } };
    const script = 'fs.appendFileSync(file, `${process.env.TOKEN_PIN} ${fs.existsSync("sign.ts")}`);';
    expect(readFileSync(await sign(script, { env }).signed, "latin1")).toMatch(/1234 true$/u);
  });

  test("uses no shell: words are what they are", async () => {
    const script = "fs.appendFileSync(file, JSON.stringify(process.argv.slice(2, 3)));";
    const command = [process.execPath, "sign.ts", "$(id) *; a\nb", "{file}", "--"];
    expect(readFileSync(await sign(script, { command }).signed, "latin1")).toMatch(
      /\["\$\(id\) \*; a\\nb"\]$/u,
    );
  });

  test("ends when the user interrupts, and so does the command", async () => {
    const stop = new AbortController();
    const { root, signed } = sign("fs.writeFileSync('started', ''); setInterval(() => {}, 1000);", {
      env: { signal: stop.signal },
    });
    const ended = caught(() => signed);
    while (!existsSync(join(root, "started"))) await new Promise(setImmediate);
    stop.abort();
    expect((await ended).code).toBe("interrupted");
    expect(processesIn(root)).toEqual([]);
  });
});

describe("signExecutable() refuses a command that", () => {
  test("is not there", async () => {
    const fault = await faultOf(undefined, { command: ["not-installed-signer", "{file}"] });
    expect(fault.code).toBe("sign-unavailable");
    expect(fault.message).toContain('"not-installed-signer" cannot be started');
    expect(fault.hint).toContain("signing.commands.linux");
  });

  test("fails, with what it said", async () => {
    const fault = await faultOf('console.log("token"); console.error("not found"); process.exit(3);');
    expect(fault.code).toBe("sign-failed");
    expect(fault.message).toContain("ended with 3, wanted 0");
    expect(fault.details).toEqual(["token", "not found"]);
  });

  test("does not end", async () => {
    const fault = await faultOf("setInterval(() => {}, 1000);", { timeoutMs: 300 });
    expect(fault.code).toBe("sign-failed");
    expect(fault.message).toContain("did not end within 0.3 s");
    expect(fault.hint).toContain("a password");
  });

  test.each<[string, "linux" | "windows", string, string]>([
    ["does nothing", "linux", "", "ended well and changed nothing"],
    ["writes nothing elsewhere", "linux", "void out;", "there is no file"],
    ["removes the file", "linux", "fs.rmSync(file);", "there is no file"],
    ["leaves a folder", "linux", "fs.rmSync(file); fs.mkdirSync(file);", "is no regular file"],
    [
      "leaves a link",
      "linux",
      "fs.renameSync(file, 'a'); fs.symlinkSync(`${process.cwd()}/a`, file);",
      "is no regu",
    ],
    ["cuts an ELF file", "linux", "fs.truncateSync(file, 300);", "no sound executable any more"],
    ["empties it", "linux", "fs.truncateSync(file);", "no sound executable any more"],
    ["cuts a PE file", "windows", "fs.truncateSync(file, 3000);", "no sound executable any more"],
    ["writes text", "linux", 'fs.writeFileSync(file, "signed");', "no sound executable any more"],
    [
      "changes the payload of an ELF file",
      "linux",
      change('bytes.write("2", bytes.indexOf("log(1)") + 4);'),
      "more than a signature is different",
    ],
    ["changes code of an ELF file", "linux", change("bytes[70] ^= 1;"), "more than a signature is different"],
    [
      "changes the payload of a PE file",
      "windows",
      change('bytes.write("2", bytes.indexOf("log(1)") + 4);'),
      "more than a signature is different",
    ],
    [
      "changes code of a PE file",
      "windows",
      change("bytes[1030] = 0;"),
      "more than a signature is different",
    ],
    [
      "adds no signature to a PE file",
      "windows",
      change("bytes[bytes.readUInt32LE(60) + 24 + 64] = 1;"),
      "it has no signature",
    ],
    [
      "adds a signature that is none",
      "windows",
      change("bytes.writeUInt32LE(8, bytes.readUInt32LE(60) + 24 + 148);"),
      "its signature does not hold",
    ],
    [
      "renames the payload's section",
      "windows",
      change('bytes.write(".no", bytes.indexOf(".bun"));'),
      "more than",
    ],
  ])("%s", async (_, on, script, found) => {
    const fault = await faultOf(script, { on });
    expect(fault.code).toBe("sign-wrong");
    expect(fault.message).toContain(found);
    expect(fault.hint).toContain(`signing.commands.${on}`);
  });
});

/** A script that reads the file, does `code` with its `bytes` and writes them back. */
function change(code: string): string {
  return `const bytes = fs.readFileSync(file); ${code} fs.writeFileSync(file, bytes);`;
}
