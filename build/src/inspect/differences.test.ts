import type { AppConfig } from "@slipway/config";
import {
  type Inspection,
  inspectExecutable,
  readExecutable,
  type SignatureState,
  type SliceInspection,
} from "@slipway/executable";
import { foreignProject } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { compileExecutable } from "../compile/compile.ts";
import { hostTarget } from "../host.ts";
import { OWN_PINS, readPin } from "../runtimes/pins.ts";
import { recordingEnv, SAMPLE_IDENTITY, sampleApp, sampleConfig, sampleJob } from "../testing/samples.ts";
import {
  type CheckedJob,
  differencesOf as allDifferencesOf,
  type Wanted,
  type WantedPart,
} from "./differences.ts";

const host = await hostTarget();
const runtime = { ...readPin(OWN_PINS, host), sizeBytes: 0 };
const plain: Partial<AppConfig> = { bytecode: false, sourcemap: false };

const { minimumOs } = (await readExecutable(runtime.file)).slices[0];

/** What inspecting finds in a small app compiled as `changes` say. */
async function inspected(changes: Partial<AppConfig>): Promise<Inspection> {
  const root = foreignProject(
    { "src/main.ts": "console.log('hello')", "notes/a.txt": "a", "b.txt": "b" },
    { config: "{}" },
  );
  const compiled = await compileExecutable(sampleJob(sampleApp(changes), host), {
    root,
    runtime,
    compiler: runtime,
    identity: SAMPLE_IDENTITY,
    env: recordingEnv(`${root}/dist`),
  });
  return inspectExecutable(compiled.path);
}

function wantedOf(job: CheckedJob, parts: readonly Pick<WantedPart, "runtime">[] = [{ runtime }]): Wanted {
  return {
    job,
    config: sampleConfig("/project"),
    identity: SAMPLE_IDENTITY,
    parts: parts.map((part) => ({ ...part, minimumOs, bundled: { inputs: [], outputs: [] } })),
    assets: job.app.assets.length === 0 ? [] : ["notes/a.txt", "b.txt"],
  };
}

function differencesOf(inspection: Inspection, wanted: Wanted): readonly string[] {
  return allDifferencesOf(inspection, wanted).map(({ text }) => text);
}

/** An inspection of something else, in one respect. */
function changed(inspection: Inspection, changes: Partial<SliceInspection>): Inspection {
  const [slice] = inspection.slices;
  return { ...inspection, slices: [{ ...slice, ...changes }] };
}

describe("differencesOf()", () => {
  test.each<readonly [string, Partial<AppConfig>]>([
    ["with every default", {}],
    ["with nothing that is on by default", plain],
    [
      "with every option that leaves a mark",
      {
        assets: ["notes", "b.txt"],
        execArgv: ["--smol", "--no-addons"],
        autoload: { dotenv: true, bunfig: true, tsconfig: true, packageJson: true },
      },
    ],
  ])("finds none in an app compiled %s", async (_what, changes) => {
    const found = differencesOf(await inspected(changes), wantedOf(sampleJob(sampleApp(changes), host)));
    expect(found).toEqual([]);
  });

  test("finds every option that is not as planned", async () => {
    const app = sampleApp({
      assets: ["notes", "b.txt"],
      execArgv: ["--smol"],
      autoload: { dotenv: true, bunfig: true, tsconfig: true, packageJson: true },
    });
    expect(differencesOf(await inspected(plain), wantedOf(sampleJob(app, host)))).toEqual([
      "autoload of .env: found none, wanted some",
      "autoload of bunfig.toml: found none, wanted some",
      "autoload of tsconfig.json: found none, wanted some",
      "autoload of package.json: found none, wanted some",
      'options of the runtime: found "", wanted "--smol"',
      expect.stringMatching(/^bytecode: missing in \S+$/u),
      "source map: found none, wanted some",
      'asset "notes/a.txt": not in the payload',
      'asset "b.txt": not in the payload',
    ]);
  });

  test("finds another version of Bun, by which bytecode would silently be refused", async () => {
    const parts = [{ runtime: { ...runtime, version: "1.4.3" } }];
    const job = sampleJob(sampleApp(plain), host);
    expect(differencesOf(await inspected(plain), wantedOf(job, parts))).toEqual([
      'Bun version: found "1.4.4", wanted "1.4.3"',
    ]);
  });

  test("says of each difference what it speaks of", async () => {
    const inspection = changed(await inspected(plain), {
      bunVersion: "1.4.3",
      signature: { kind: "invalid", problems: ["75 page hashes are wrong"] },
    });
    const found = allDifferencesOf(
      inspection,
      wantedOf(sampleJob(sampleApp({ ...plain, execArgv: ["--smol"] }), host)),
    );
    expect(found.map((one) => one.of)).toEqual(["runtime", "configuration", "signature"]);
  });

  test.each<readonly [string, Partial<SliceInspection>, readonly string[]]>([
    [
      "another oldest system",
      { minimumOs: "99.0" },
      [
        `minimum system: found "99.0", wanted ${minimumOs === undefined ? "none" : JSON.stringify(minimumOs)}`,
      ],
    ],
    [
      "an invalid signature",
      { signature: { kind: "invalid", problems: ["75 page hashes are wrong"] } },
      ["signature: 75 page hashes are wrong"],
    ],
    [
      "contents it cannot read",
      { contents: undefined, contentsUnknown: "a flag is set that no app had" },
      ["payload: its layout is not known: a flag is set that no app had"],
    ],
  ])("finds %s", async (_what, changes, expected) => {
    const inspection = changed(await inspected(plain), changes);
    expect(differencesOf(inspection, wantedOf(sampleJob(sampleApp(plain), host)))).toEqual(expected);
  });

  test.each<readonly [string, SignatureState, readonly string[], readonly string[]]>([
    ["an ad-hoc signature", { kind: "ad-hoc", identifier: "hello" }, [], []],
    ["no signature", { kind: "none" }, [], ['signature: found "none", wanted "ad-hoc"']],
    [
      "somebody else's identifier",
      { kind: "ad-hoc", identifier: "a.out" },
      [],
      ['identifier: found "a.out", wanted "hello"'],
    ],
    [
      "no signature, though a command was to make one",
      { kind: "none" },
      ["codesign", "{file}"],
      ["signature: none found, though a command was to make one"],
    ],
    [
      "a certificate's by the user's command",
      { kind: "certificate", signer: "me", identifier: "hello" },
      ["codesign", "{file}"],
      [],
    ],
  ])("for macOS, judges %s", async (_what, signature, command, expected) => {
    const found = await inspected(plain);
    const [slice] = found.slices;
    const macos = { ...slice, os: "darwin", cpu: "arm64", libc: undefined, signature } as const;
    const wanted = wantedOf(sampleJob(sampleApp(plain), "darwin-arm64"), [
      { runtime: { ...runtime, target: "darwin-arm64" } },
    ]);
    const config = { ...wanted.config, signCommands: command.length === 0 ? {} : { darwin: [...command] } };
    expect(differencesOf({ ...found, format: "macho", slices: [macos] }, { ...wanted, config })).toEqual(
      expected,
    );
  });

  const mine = { kind: "certificate", signer: "me", identifier: "com.example.hello" } as const;
  test.each<
    readonly [string, readonly [SignatureState, SignatureState], string | undefined, readonly string[]]
  >([
    ["the same one in both", [mine, mine], undefined, []],
    ["the configured identifier", [mine, mine], "com.example.hello", []],
    [
      "a certificate's in one only",
      [mine, { kind: "ad-hoc", identifier: "com.example.hello" }],
      undefined,
      ['x64: signature: found "ad-hoc", wanted "certificate"', 'x64: signer: found none, wanted "me"'],
    ],
    [
      "none in one",
      [{ kind: "none" }, mine],
      undefined,
      ["arm64: signature: none found, though a command was to make one"],
    ],
    [
      "another identifier in one",
      [mine, { ...mine, identifier: "hello" }],
      undefined,
      ['x64: identifier: found "hello", wanted "com.example.hello"'],
    ],
    [
      "another identifier than the configured one",
      [mine, mine],
      "com.example.other",
      [
        'arm64: identifier: found "com.example.hello", wanted "com.example.other"',
        'x64: identifier: found "com.example.hello", wanted "com.example.other"',
      ],
    ],
  ])(
    "for both CPUs of macOS, signed by the user's command, judges %s",
    async (_what, signatures, identifier, expected) => {
      const found = await inspected(plain);
      const [slice] = found.slices;
      const [arm64, x64] = (["arm64", "x64"] as const).map((cpu, index) => ({
        ...slice,
        os: "darwin" as const,
        cpu,
        libc: undefined,
        signature: signatures[index] ?? { kind: "none" as const },
      }));
      if (arm64 === undefined || x64 === undefined) throw new Error("two CPUs");
      const app = sampleApp({ ...plain, macos: identifier === undefined ? {} : { identifier } });
      const job = { ...sampleJob(app, "darwin-arm64"), target: "darwin-universal" } as const;
      const wanted = wantedOf(
        job,
        (["darwin-arm64", "darwin-x64"] as const).map((target) => ({ runtime: { ...runtime, target } })),
      );
      const config = { ...wanted.config, signCommands: { darwin: ["codesign", "{file}"] } };
      expect(
        differencesOf({ ...found, format: "macho", slices: [arm64, x64] }, { ...wanted, config }),
      ).toEqual(expected);
    },
  );

  test("for Windows, wants what was stamped and nothing else", async () => {
    const found = await inspected(plain);
    const [slice] = found.slices;
    const windows: SliceInspection["windows"] = {
      subsystem: "gui",
      icons: [{ widthPixels: 16, heightPixels: 16, sizeBytes: 100 }],
      fileVersion: "1.4.4.0",
      productVersion: "1.2.3.0",
      strings: { ProductName: "Bun", ProductVersion: "1.2.3" },
    };
    const other = { ...slice, os: "windows", cpu: "x64", libc: undefined, windows } as const;
    const wanted = wantedOf(sampleJob(sampleApp(plain), "windows-x64"), [
      { runtime: { ...runtime, target: "windows-x64" } },
    ]);
    expect(differencesOf({ ...found, format: "pe", slices: [other] }, wanted)).toEqual([
      'subsystem: found "gui", wanted "console"',
      "icon: found some, wanted none",
      'file version: found "1.4.4.0", wanted "1.2.3.0"',
      'FileDescription: found none, wanted "hello"',
      'FileVersion: found none, wanted "1.2.3"',
      'InternalName: found none, wanted "hello"',
      'OriginalFilename: found none, wanted "hello.exe"',
      'ProductName: found "Bun", wanted "hello"',
    ]);
  });
});
