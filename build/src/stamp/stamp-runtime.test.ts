import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { AppConfig } from "@slipway/config";
import { readExecutable } from "@slipway/executable";
import { Fault } from "@slipway/fault";
import { RUNTIME_TARGET_IDS, type RuntimeTargetId, TARGETS } from "@slipway/targets";
import { caught, mutate, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { recordingEnv, sampleApp, sampleJob } from "../testing/samples.ts";
import { stampRuntime } from "./stamp-runtime.ts";
import { sampleBitmap, sampleIcon, samplePng } from "./testing/icon-sample.ts";
import { renameSection, runtimeSample, type RuntimeSample } from "./testing/runtime-sample.ts";
import { entriesOf, stampWhole, withoutSums } from "./testing/stamp-whole.ts";

const [windows] = RUNTIME_TARGET_IDS.filter((target) => TARGETS[target].os === "windows");
/** Where the resources of the sample begin. */
const RESOURCES_AT = 2048;
const WINDOWS = { icon: "app.ico", company: "Ünïcode 日本", copyright: "© 2026", hideConsole: false };

type Options = {
  readonly windows?: AppConfig["windows"];
  readonly icon?: Buffer;
  readonly version?: string;
  readonly target?: RuntimeTargetId | undefined;
};

/** Stamps `content` as a runtime in a folder of its own and returns the path of what comes out. */
async function stamped(content: Buffer, options: Options = {}): Promise<string> {
  const root = tempFolder();
  const file = join(root, "bun.exe");
  writeFileSync(file, content);
  writeFileSync(join(root, "app.ico"), options.icon ?? sampleIcon());
  const { target = windows ?? "linux-x64" } = options;
  const job = sampleJob(sampleApp({ windows: options.windows ?? WINDOWS }), target);
  const runtime = { target, file, folder: root, version: "1.4.4", sha256: "", sizeBytes: content.length };
  return stampRuntime(job, {
    runtime,
    config: { root, product: "Suite" },
    identity: { version: options.version ?? "1.2.3" },
    env: recordingEnv(join(root, "dist")),
  });
}

async function stampedBytes(...input: Parameters<typeof stamped>): Promise<Buffer> {
  return readFileSync(await stamped(...input));
}

describe("stampRuntime()", () => {
  test("shows the app's icon, version and names, and keeps what else was there", async () => {
    const facts = await readExecutable(await stamped(runtimeSample()));
    expect(facts.slices[0].windows).toMatchObject({
      subsystem: "console",
      fileVersion: "1.2.3.0",
      productVersion: "1.2.3.0",
      strings: {
        CompanyName: "Ünïcode 日本",
        FileDescription: "hello",
        FileVersion: "1.2.3",
        InternalName: "hello",
        LegalCopyright: "© 2026",
        OriginalFilename: "hello.exe",
        ProductName: "Suite",
        ProductVersion: "1.2.3",
      },
    });
    expect(facts.slices[0].windows?.icons.map(({ widthPixels }) => widthPixels)).toEqual([16, 256]);
    expect(facts.slices[0].signature).toEqual({ kind: "none" });
    const entries = entriesOf(await stampedBytes(runtimeSample()));
    expect(entries.map(({ type, id }) => [type, id])).toEqual([
      [3, 1],
      [3, 2],
      [14, 1],
      [16, 1],
      [24, 1],
    ]);
    expect(new TextDecoder().decode(entries.at(-1)?.bin)).toBe("<assembly/>");
  });

  test.each<[string, Options]>([
    ["fewer pages of resources", { icon: sampleIcon([sampleBitmap(16)]) }],
    ["more pages of resources", { icon: sampleIcon([sampleBitmap(256), samplePng(256)]) }],
    ["no icon, no console", { windows: { hideConsole: true } }],
  ])("writes what the library writes of the whole file, with %s", async (_, options) => {
    for (const sample of [{}, { sections: [".text", ".rsrc"] }] satisfies readonly RuntimeSample[]) {
      const runtime = runtimeSample(sample);
      const ours = await stampedBytes(runtime, options);
      const subsystem = options.windows?.hideConsole === true ? "gui" : "console";
      const theirs = stampWhole(runtime, { entries: entriesOf(ours), subsystem });
      expect(withoutSums(ours).equals(theirs)).toBe(true);
    }
  });

  test("leaves no icon of Bun's where the app has none", async () => {
    const entries = entriesOf(await stampedBytes(runtimeSample(), { windows: { hideConsole: false } }));
    expect(entries.map(({ type }) => type)).toEqual([16, 24]);
  });

  test("makes the same bytes of a runtime that somebody has stamped already", async () => {
    const runtime = runtimeSample();
    const once = await stampedBytes(runtime);
    const other = { icon: sampleIcon([samplePng(256), sampleBitmap(128)]), version: "9.9.9" };
    const otherwise = await stampedBytes(runtime, { ...other, windows: { ...WINDOWS, hideConsole: true } });
    expect(otherwise.equals(once)).toBe(false);
    expect((await stampedBytes(once)).equals(once)).toBe(true);
    expect((await stampedBytes(otherwise)).equals(once)).toBe(true);
    expect((await stampedBytes(runtimeSample({ certificateBytes: 0 }))).equals(once)).toBe(true);
  });

  test.skipIf(process.platform === "win32")("makes a file that can be run, whatever the umask", async () => {
    const umask = process.umask(0o077);
    try {
      expect((statSync(await stamped(runtimeSample())).mode & 0o777).toString(8)).toBe("755");
    } finally {
      process.umask(umask);
    }
  });

  test("leaves runtimes of other systems alone", async () => {
    for (const target of RUNTIME_TARGET_IDS.filter((id) => TARGETS[id].os !== "windows")) {
      expect(await stamped(Buffer.from("any"), { target, version: "1.2.70000" })).toMatch(/bun\.exe$/u);
    }
  });

  test.each<[string, Options, string]>([
    ["an icon that is none", { icon: samplePng(16) }, "icon-invalid"],
    ["an icon that is not there", { windows: { ...WINDOWS, icon: "none.ico" } }, "file-missing"],
    ["a version beyond Windows", { version: "1.2.70000" }, "stamp-invalid"],
    ["an empty text", { windows: { ...WINDOWS, company: "" } }, "stamp-invalid"],
  ])("refuses %s", async (_, options, code) => {
    expect((await caught(() => stamped(runtimeSample(), options))).code).toBe(code);
  });

  test.each<[string, Buffer, string]>([
    ["nothing", Buffer.alloc(0), "it is cut short: 0 bytes"],
    ["another system's", Buffer.from("\x7fELF".padEnd(100)), "it is no executable for Windows"],
    ["a DOS program", Buffer.concat([Buffer.from("MZ"), Buffer.alloc(200)]), "it is no 64-bit executable"],
    ["cut headers", runtimeSample().subarray(0, 300), "it is cut short: 300 bytes"],
    ["a cut section", runtimeSample().subarray(0, 8000), "it is cut short: 8000 bytes, at least"],
    ["bytes at the end", Buffer.concat([runtimeSample(), Buffer.alloc(8)]), "bytes behind its last section"],
    ["an overlay", Buffer.concat([runtimeSample({ certificateBytes: 0 }), Buffer.alloc(8)]), "bytes behind"],
    ["a cut signature", runtimeSample().subarray(0, -1), "bytes behind its last section"],
    ["no resources", runtimeSample({ sections: [".text", ".data"] }), "it has no section of resources"],
    [
      "too many sections",
      runtimeSample({ sections: Array.from({ length: 5 }, () => ".a") }),
      "no section of",
    ],
    [
      "a compiled app",
      runtimeSample({ sections: [".text", ".rsrc", ".reloc", ".bun"] }),
      "Bun has compiled an app into it already",
    ],
    [
      "sections in another order",
      runtimeSample({ sections: [".rsrc", ".text", ".reloc"] }),
      "its resources and relocations are not its last sections",
    ],
  ])("refuses a runtime: %s", async (_, runtime, found) => {
    const fault = await caught(() => stamped(runtime));
    expect(fault.code).toBe("runtime-unfit");
    expect(fault.message).toContain(found);
  });

  test("refuses a compiled app whatever it lies in", async () => {
    const runtime = renameSection(runtimeSample(), { from: ".data", to: ".bun" });
    expect((await caught(() => stamped(runtime))).message).toContain("Bun has compiled an app into it");
  });

  test("ends with a runtime or a fault for any bytes", async () => {
    const random = seededRandom(5);
    const runtime = runtimeSample();
    const seen = new Set<string>();
    for (let round = 0; round < 1000; round++) seen.add(await outcome(mutated(runtime, random)));
    expect([...seen].toSorted()).toEqual(["runtime-unfit", "stamped"]);
  });
});

/** Mutations of the headers or of the resources, where the fields are. */
function mutated(runtime: Buffer, random: ReturnType<typeof seededRandom>): Buffer {
  const start = random.below(2) * RESOURCES_AT;
  const end = start + 512;
  const part = mutate(runtime.subarray(start, end), random);
  return Buffer.concat([runtime.subarray(0, start), part, runtime.subarray(end)]);
}

async function outcome(runtime: Buffer): Promise<string> {
  try {
    await stamped(runtime);
    return "stamped";
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}
