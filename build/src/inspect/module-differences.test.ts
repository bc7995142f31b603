import type { AppConfig } from "@slipway/config";
import { inspectExecutable, type PayloadContents } from "@slipway/executable";
import { foreignProject } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { assetFiles } from "../asset-files.ts";
import { compileExecutable } from "../compile/compile.ts";
import type { Bundled } from "../compile/request.ts";
import { hostTarget } from "../host.ts";
import { OWN_PINS, readPin } from "../runtimes/pins.ts";
import { recordingEnv, SAMPLE_IDENTITY, sampleApp, sampleJob } from "../testing/samples.ts";
import { moduleDifferences } from "./module-differences.ts";

const host = await hostTarget();
const runtime = { ...readPin(OWN_PINS, host), sizeBytes: 0 };
const FILES = {
  "src/main.ts": `
    import data from "./da ta.txt" with { type: "file" };
    import bare from "./bare" with { type: "file" };
    import hidden from "./.hidden" with { type: "file" };
    import dots from "../package.json" with { type: "file" };
    import unused from "./unused.txt" with { type: "file" };
    import text from "./text.txt" with { type: "text" };
    import page from "./page.html";
    import * as style from "./style.css";
    new Worker("./deep/worker.js");
    if (process.argv[2] === "x") await import("./late.ts");
    console.log(data, bare, hidden, dots, text, page, style);`,
  "src/da ta.txt": "1",
  "src/bare": "2",
  "src/.hidden": "3",
  "src/unused.txt": "4",
  "src/text.txt": "5",
  "src/page.html":
    '<html><head><link rel="stylesheet" href="./style.css"></head><body><img src="./logo.png"><script type="module" src="./client.tsx"></script></body></html>',
  "src/style.css": "body { background: url(./logo.png) }",
  "src/logo.png": "x".repeat(200_000),
  "src/client.tsx": "console.log('client')",
  "src/deep/worker.mts": "await import('../late.ts')",
  "src/late.ts": "console.log('late')",
  "web/deep/a.txt": "a",
  "web/q.ts": "b",
  "other.txt": "c",
};

const everything = sampleApp({
  workers: ["./src/deep/worker.mts"],
  assets: ["web", "./other.txt"],
  bytecode: false,
  sourcemap: false,
});

type Built = Bundled & { readonly contents: PayloadContents; readonly root: string };

/** An app of everything that the bundler embeds, compiled and read back. */
async function built(): Promise<Built> {
  const root = foreignProject(FILES, { config: "{}" });
  const env = recordingEnv(`${root}/dist`);
  const options = { root, runtime, compiler: runtime, identity: SAMPLE_IDENTITY, env };
  const made = await compileExecutable(sampleJob(everything, host), options);
  const { contents } = (await inspectExecutable(made.path)).slices[0];
  if (contents === undefined) throw new Error("what was just compiled has contents");
  return { ...made, contents, root };
}

/** What differs when it is compared with the plan of `app`. */
function differencesOf(
  { contents, root, ...bundled }: Built,
  app: AppConfig = everything,
): readonly string[] {
  const assets = assetFiles(app.assets, root).map(({ name }) => name);
  return moduleDifferences(contents, { app, root, assets, bundled });
}

/** The same with other modules. */
function withModules(
  one: Built,
  change: (modules: PayloadContents["modules"]) => PayloadContents["modules"],
): Built {
  return { ...one, contents: { ...one.contents, modules: change(one.contents.modules) } };
}

describe("moduleDifferences()", () => {
  test("finds none in an app of everything that the bundler embeds", async () => {
    const one = await built();
    expect(one.contents.modules.length).toBeGreaterThan(15);
    expect(differencesOf(one)).toEqual([]);
  });

  test("finds a worker and assets that are missing, file by file", async () => {
    const missing = ["deep/worker.js", "web/q.ts"];
    const one = withModules(await built(), (modules) =>
      modules.filter(({ name }) => !missing.includes(name)),
    );
    expect(differencesOf(one)).toEqual([
      'module "deep/worker.js": not in the payload',
      'asset "web/q.ts": not in the payload',
    ]);
  });

  test("finds a part of the code that is missing", async () => {
    const one = withModules(await built(), (modules) =>
      modules.filter(({ name }) => !/^chunk-.*\.js$/u.test(name)),
    );
    const found = differencesOf(one);
    expect(found.length).toBeGreaterThan(0);
    for (const text of found) expect(text).toMatch(/^module "chunk-[a-z0-9]{8}\.js": not in the payload$/u);
  });

  test("finds files that nothing asked for", async () => {
    const one = await built();
    expect(differencesOf(one, { ...everything, assets: ["web"] })).toEqual([
      'module "other.txt": in the payload, and nothing asked for it',
    ]);
    const inputs = one.inputs.filter(({ path }) => !path.endsWith("da ta.txt"));
    expect(differencesOf({ ...one, inputs })).toEqual([
      expect.stringMatching(/^module "da ta-[a-z0-9]{8}\.txt": in the payload, and nothing asked for it$/u),
    ]);
  });

  test("finds code that nothing asked for, also where it is named like an imported file", async () => {
    const one = withModules(await built(), (modules) => [
      ...modules,
      ...modules
        .filter(({ name }) => name === "hello")
        .map((entry) => ({ ...entry, name: "da ta-12345678.txt" })),
    ]);
    expect(differencesOf(one)).toEqual([
      'module "da ta-12345678.txt": in the payload, and nothing asked for it',
    ]);
  });

  test("finds another entry point, and the workers of another plan", async () => {
    const one = await built();
    expect(differencesOf({ ...one, contents: { ...one.contents, entry: "deep/worker.js" } })).toEqual([
      'entry point: found "deep/worker.js", wanted "hello"',
    ]);
    expect(differencesOf(one, { ...everything, workers: ["src/deep/worker.mts", "src/w.ts"] })).toEqual([
      'module "w.js": not in the payload',
    ]);
  });
});
