import { join } from "node:path";

import type { Inspection, PayloadModule, SliceInspection } from "@slipway/executable";
import { expectGolden } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { inspectionText } from "./inspection-text.ts";

const GOLDEN = join(import.meta.dirname, "..", "golden");
const NOWHERE = { offset: 0, sizeBytes: 0 };
const REGIONS = { contents: NOWHERE, sourcemap: NOWHERE, bytecode: NOWHERE };

function moduleOf(name: string, changes: Partial<PayloadModule> = {}): PayloadModule {
  const sizes = { sizeBytes: 1200, sourcemapBytes: 900, bytecodeBytes: 4100 };
  return { name, kind: "js", format: "esm", side: "server", ...sizes, regions: REGIONS, ...changes };
}

const ASSET = moduleOf("assets/logo.png", {
  kind: "file",
  format: "none",
  side: "client",
  sizeBytes: 52_000,
  sourcemapBytes: 0,
  bytecodeBytes: 0,
});
const CONTENTS: SliceInspection["contents"] = {
  entry: "src/main.js",
  modules: [moduleOf("src/main.js"), moduleOf("chunk-a.js", { sizeBytes: 320_000 }), ASSET],
  execArgv: ["--smol", "--title=a"],
  autoload: { dotenv: true, bunfig: false, tsconfig: false, packageJson: true },
  otherBytes: 6100,
};
const LINUX: SliceInspection = {
  region: { offset: 0, sizeBytes: 109_123_760 },
  os: "linux",
  cpu: "x64",
  machine: "ELF machine 62",
  libc: "glibc",
  interpreter: "/lib64/ld-linux-x86-64.so.2",
  minimumOs: "3.2.0",
  libraries: ["libc.so.6", "libm.so.6"],
  packer: undefined,
  payload: { offset: 109_068_296, sizeBytes: 390_000 },
  signature: { kind: "none" },
  bunVersion: "1.4.4",
  contents: CONTENTS,
};
const { interpreter: _, ...WITHOUT_LOADER } = LINUX;
const DARWIN: SliceInspection = {
  ...WITHOUT_LOADER,
  os: "darwin",
  libc: undefined,
  minimumOs: "13.0",
  libraries: ["/usr/lib/libSystem.B.dylib"],
  region: { offset: 16_384, sizeBytes: 98_000_000 },
  signature: { kind: "invalid", problems: ["2 page hashes are wrong", "5 bytes follow the signature"] },
};
const WINDOWS: SliceInspection = {
  ...WITHOUT_LOADER,
  os: "windows",
  libc: undefined,
  minimumOs: "6.0",
  libraries: ["KERNEL32.dll"],
  payload: undefined,
  contents: undefined,
  signature: { kind: "certificate", signer: "A Company" },
  windows: {
    subsystem: "gui",
    icons: [
      { widthPixels: 48, heightPixels: 48, sizeBytes: 1 },
      { widthPixels: 256, heightPixels: 256, sizeBytes: 1 },
    ],
    fileVersion: "1.2.3.0",
    productVersion: "1.2.3.0",
    strings: { CompanyName: "A Company", FileDescription: "Does things" },
  },
};

function inspectionOf(format: Inspection["format"], ...slices: Inspection["slices"]): Inspection {
  return { format, sizeBytes: 109_123_760, sha256: "ab".repeat(32), slices };
}

describe("inspectionText()", () => {
  test.each([
    ["linux", inspectionOf("elf", LINUX)],
    ["windows", inspectionOf("pe", WINDOWS)],
    [
      "universal",
      inspectionOf("macho", DARWIN, {
        ...DARWIN,
        cpu: "arm64",
        signature: { kind: "ad-hoc", identifier: "com.example.app" },
      }),
    ],
    [
      "foreign",
      inspectionOf("elf", {
        ...LINUX,
        os: undefined,
        cpu: undefined,
        libc: undefined,
        machine: "ELF machine 243",
        packer: "UPX",
        libraries: [],
        payload: undefined,
        contents: undefined,
        bunVersion: undefined,
      }),
    ],
  ])("shows what is there: %s", (name, inspection) => {
    expectGolden(inspectionText(`dist/${name}`, inspection), join(GOLDEN, `inspect-${name}.txt`));
  });

  test("says why the contents of a payload are not shown", () => {
    const slice = { ...LINUX, contents: undefined, contentsUnknown: "layout not known: a reason" };
    const text = inspectionText("app", inspectionOf("elf", slice));
    expect(text).toContain("390 KB at byte 109068296; layout not known: a reason\n");
  });

  test("shows the largest modules and counts the others", () => {
    const modules = Array.from({ length: 35 }, (_unused, index) =>
      moduleOf(`m${index}.js`, { sizeBytes: 1000 * index, sourcemapBytes: 0, bytecodeBytes: 0 }),
    );
    const slice = { ...LINUX, contents: { ...CONTENTS, modules } };
    const text = inspectionText("app", inspectionOf("elf", slice));
    expect(text).toContain("m5.js ");
    expect(text).not.toContain("m4.js ");
    expect(text).toMatch(/5 more, see --json +10 KB\n/u);
  });

  test("lets nothing of the file move the cursor", () => {
    const hostile = "a\u001b[2Jb\r\nc\u202ed";
    const slice = {
      ...LINUX,
      libraries: [hostile],
      contents: { ...CONTENTS, entry: hostile, modules: [moduleOf(hostile)], execArgv: [hostile] },
    };
    const text = inspectionText(hostile, inspectionOf("elf", slice));
    expect(text).not.toMatch(/[^\n\P{C}]/u);
    expect(text.match(/a\?\[2Jb\?\?c\?d/gu)).toHaveLength(5);
  });
});
