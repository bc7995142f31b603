/** Real runtimes for Windows, stamped, compiled onto and signed, and looked at with the tools that others have. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { AppConfig } from "@slipway/config";
import { findBytes, readExecutable } from "@slipway/executable";
import { RUNTIME_TARGET_IDS, type RuntimeTargetId, TARGETS } from "@slipway/targets";
import { caught, foreignProject, HELLO, type Ran, runProgram, sha256Of, tempFolder } from "@slipway/testkit";
import { beforeAll, describe, expect, test } from "vitest";

import { compileExecutable } from "../compile/compile.ts";
import { hostTarget } from "../host.ts";
import type { BuildJob } from "../plan.ts";
import { bringRuntimes, type Runtime } from "../runtimes/bring.ts";
import { OWN_PINS } from "../runtimes/pins.ts";
import { recordingEnv, sampleApp, sampleJob } from "../testing/samples.ts";
import { signExecutable } from "./sign-command.ts";
import { stampRuntime } from "./stamp-runtime.ts";
import { sampleBitmap, sampleIcon, samplePng } from "./testing/icon-sample.ts";
import { checksumOf, entriesOf, stampWhole, withoutSums } from "./testing/stamp-whole.ts";
import { wantedWindows } from "./wanted-windows.ts";

const TOOLS = ["wrestool", "7z", "osslsigncode", "openssl", "strip"];
const tools = process.env["CI"] === "true" || TOOLS.every((tool) => Bun.which(tool) !== null);

const host = await hostTarget();
const targets = RUNTIME_TARGET_IDS.filter((target) => TARGETS[target].os === "windows");
const WINDOWS: AppConfig["windows"] = {
  icon: "app.ico",
  title: "Hello Suite",
  company: "Ünïcode 日本",
  description: "Says hello",
  copyright: "© 2026",
  hideConsole: true,
};
const PICTURES = [sampleBitmap(16), sampleBitmap(256), samplePng(256)];
const IDENTITY = { version: "1.2.3-snapshot.abc", commit: undefined, dirty: false, dateSeconds: 0 };

let runtimes: ReadonlyMap<RuntimeTargetId, Runtime> = new Map();
beforeAll(async () => {
  const env = recordingEnv(join(import.meta.dirname, "unused"));
  runtimes = await bringRuntimes([...targets, host], { pins: OWN_PINS, env });
});

function runtimeOf(target: RuntimeTargetId): Runtime {
  const runtime = runtimes.get(target);
  if (runtime === undefined) throw new Error(`no runtime of ${target}`);
  return runtime;
}

type Made = {
  readonly root: string;
  readonly stampedRuntime: string;
  readonly path: string;
  readonly job: BuildJob;
};

/** A project that says hello, stamped and compiled for a target. */
async function make(target: RuntimeTargetId, windows: AppConfig["windows"] = WINDOWS): Promise<Made> {
  const root = foreignProject({ "src/main.ts": HELLO }, { config: "{}" });
  writeFileSync(join(root, "app.ico"), sampleIcon(PICTURES));
  const env = recordingEnv(join(root, "dist"));
  const job = sampleJob(sampleApp({ windows }), target);
  const runtime = runtimeOf(target);
  const config = { root, product: "hello" };
  const stampedRuntime = await stampRuntime(job, { runtime, config, identity: IDENTITY, env });
  const { path } = await compileExecutable(job, {
    root,
    runtime: { ...runtime, file: stampedRuntime },
    compiler: runtimeOf(host),
    identity: IDENTITY,
    env,
  });
  return { root, stampedRuntime, path, job };
}

function run(command: readonly string[]): Ran {
  const ran = runProgram(command, { cwd: tempFolder() });
  expect(ran, `${command.join(" ")}: ${ran.stderr}`).toMatchObject({ exitCode: 0 });
  return ran;
}

async function sign(made: Made, command: readonly string[]): Promise<string> {
  const { job, path, root } = made;
  return signExecutable(job, { path, command, root, env: recordingEnv(join(root, "dist")) });
}

describe.skipIf(!tools).each(targets)("an executable for %s", (target) => {
  test("has what was asked for, a payload and a right checksum, and the same bytes in another folder", async () => {
    const made = await make(target);
    const facts = await readExecutable(made.path);
    const wanted = wantedWindows(made.job, { product: "hello", identity: IDENTITY });
    expect(facts.slices[0].windows).toMatchObject({
      subsystem: "gui",
      strings: wanted.strings,
      fileVersion: "1.2.3.0",
      productVersion: "1.2.3.0",
      icons: [{ widthPixels: 16 }, { widthPixels: 256 }, { widthPixels: 256 }],
    });
    const { payload } = facts.slices[0];
    expect(payload?.sizeBytes).toBeGreaterThan(100);
    if (payload !== undefined) {
      expect(await findBytes(made.path, payload, Buffer.from("1.2.3"))).toBeGreaterThan(payload.offset);
    }
    const image = readFileSync(made.path);
    expect(image.readUInt32LE(image.readUInt32LE(60) + 24 + 64)).toBe(checksumOf(image));
    expect(sha256Of((await make(target)).path)).toBe(sha256Of(made.path));
  });

  test("is onto a runtime that is equal to what the library makes of the whole file", async () => {
    const made = await make(target);
    const ours = readFileSync(made.stampedRuntime);
    const original = readFileSync(runtimeOf(target).file);
    const theirs = stampWhole(original, { entries: entriesOf(ours), subsystem: "gui" });
    expect(withoutSums(ours).equals(theirs)).toBe(true);
  });

  test("shows icon and strings to other readers, and nothing of Bun's", async () => {
    const { path } = await make(target);
    const listed = run(["wrestool", "-l", path]).stdout;
    expect(listed.match(/--type=\d+/gu)).toEqual([3, 3, 3, 14, 16, 24].map((type) => `--type=${type}`));
    const icon = join(tempFolder(), "icon.ico");
    run(["wrestool", "-x", "-t", "14", "-o", icon, path]);
    const extracted = readFileSync(icon);
    for (const picture of PICTURES) expect(extracted.includes(picture)).toBe(true);
    const shown = run(["7z", "l", path]).stdout;
    expect(shown).toContain("Subsystem = Windows GUI");
    for (const line of [
      "FileVersion: 1.2.3.0",
      "FileVersion: 1.2.3-snapshot.abc",
      "CompanyName: Ünïcode 日本",
      "FileDescription: Says hello",
      "LegalCopyright: © 2026",
      "OriginalFilename: hello.exe",
      "ProductName: Hello Suite",
    ]) {
      expect(shown).toContain(line);
    }
    expect(shown).not.toMatch(/Oven|: Bun/u);
  });

  test("keeps its payload when osslsigncode signs it, and is verified by it", async () => {
    const made = await make(target);
    const keys = tempFolder();
    const [key, certificate] = [join(keys, "key.pem"), join(keys, "certificate.pem")];
    const subject = ["-subj", "/CN=Hello Signer", "-addext", "extendedKeyUsage=codeSigning"];
    run([
      "openssl",
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      key,
      "-out",
      certificate,
      ...subject,
    ]);
    const command = [
      "osslsigncode",
      "sign",
      "-certs",
      certificate,
      "-key",
      key,
      "-in",
      "{file}",
      "-out",
      "{out}",
    ];
    const signed = await sign(made, command);
    expect(run(["osslsigncode", "verify", "-CAfile", certificate, "-in", signed]).stdout).toContain(
      "Succeeded",
    );
    const [before, after] = await Promise.all([readExecutable(made.path), readExecutable(signed)]);
    expect(after.slices[0].payload).toEqual(before.slices[0].payload);
    expect(after.slices[0].windows).toEqual(before.slices[0].windows);
    expect(after.slices[0].signature).toEqual({ kind: "certificate", signer: "Hello Signer" });
    const fault = await caught(() => sign(made, [...command.slice(0, -1), "{file}"]));
    expect(fault.code).toBe("sign-failed");
    expect(fault.details.join("\n")).toContain("Overwriting an existing file is not supported");
  });

  test("is refused when it was compiled already, or stripped", async () => {
    const made = await make(target);
    const runtime = { ...runtimeOf(target), file: made.path };
    const options = { config: { root: made.root, product: "hello" }, identity: IDENTITY };
    const env = recordingEnv(join(made.root, "dist"));
    const compiled = await caught(() => stampRuntime({ ...made.job, target }, { runtime, ...options, env }));
    expect(compiled.code).toBe("runtime-unfit");
    if (TARGETS[target].cpu !== "x64") return;
    expect((await caught(() => sign(made, ["strip", "{file}"]))).code).toBe("sign-wrong");
  });
});

test.skipIf(!tools)("an executable for this machine is refused when it was stripped", async () => {
  const fault = await caught(async () => sign(await make(host), ["strip", "{file}"]));
  expect(fault.code).toBe("sign-wrong");
  expect(fault.message).toContain("it is no sound executable any more");
});

test.skipIf(process.platform !== "linux")("stamping needs little memory", async () => {
  const [target] = targets;
  if (target === undefined) throw new Error("no target for Windows");
  const root = tempFolder();
  const job = sampleJob(sampleApp({ windows: { hideConsole: false } }), target);
  const input = { runtime: runtimeOf(target), config: { root, product: "hello" }, identity: IDENTITY };
  const code = `
    const { stampRuntime } = await import(${JSON.stringify(join(import.meta.dirname, "stamp-runtime.ts"))});
    const { recordingEnv } = await import(${JSON.stringify(join(import.meta.dirname, "..", "testing", "samples.ts"))});
    const env = recordingEnv(${JSON.stringify(join(root, "dist"))});
    await stampRuntime(${JSON.stringify(job)}, { ...${JSON.stringify(input)}, env });
    console.log(/VmHWM:\\s+(\\d+) kB/u.exec(await Bun.file("/proc/self/status").text())[1]);`;
  const { stdout } = run([process.execPath, "-e", code]);
  expect(Number(stdout)).toBeGreaterThan(0);
  expect(Number(stdout) / 1024).toBeLessThan(150);
});
