import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { loadConfig } from "./index.ts";

/** A project on disk: a package.json, an entry point, and the configuration given. */
function project(config: string, file = "slipway.config.ts"): string {
  const root = tempFolder();
  writeFileSync(join(root, "package.json"), '{ "name": "hello", "version": "1.2.3" }');
  mkdirSync(join(root, "src"));
  writeFileSync(join(root, "src", "main.ts"), "");
  writeFileSync(join(root, file), config);
  return root;
}

describe("loadConfig()", () => {
  test("makes a whole configuration of one app and nothing else", async () => {
    const root = project('export default { apps: { hello: "src/main.ts" } };');
    const config = await loadConfig(root);
    expect(config).toMatchObject({ root, product: "hello", version: "1.2.3", archiveFiles: [] });
    expect(config.targets).toHaveLength(8);
    expect(config.apps[0]).toMatchObject({
      name: "hello",
      entry: "src/main.ts",
      bytecode: true,
      minify: true,
    });
    expect(config.apps[0]?.autoload).toEqual({
      dotenv: false,
      bunfig: false,
      tsconfig: false,
      packageJson: false,
    });
    expect(config.downloads).toBeUndefined();
  });

  test("finds the configuration from a folder inside the project", async () => {
    const root = project('export default { apps: { hello: "src/main.ts" } };');
    expect((await loadConfig(join(root, "src"))).root).toBe(root);
  });

  test("reads JSON too", async () => {
    const root = project(
      '{ "apps": { "hello": "src/main.ts" }, "targets": ["windows-x64"] }',
      "slipway.config.json",
    );
    expect((await loadConfig(root)).targets).toEqual(["windows-x64"]);
  });

  test("derives the download address from the repository", async () => {
    const root = project(
      'export default { apps: { hello: "src/main.ts" }, repository: "https://github.com/a/b" };',
    );
    expect((await loadConfig(root)).downloads).toBe(
      "https://github.com/a/b/releases/download/v{version}/{file}",
    );
  });

  test("puts the targets into the table's order, whatever order they are written in", async () => {
    const root = project(
      'export default { apps: { hello: "src/main.ts" }, targets: ["darwin-x64", "linux-x64"] };',
    );
    expect((await loadConfig(root)).targets).toEqual(["linux-x64", "darwin-x64"]);
  });

  test("tells every problem at once, each with its path and a fix", async () => {
    const root = project(`export default {
      apps: {
        Hello: "src/main.ts",
        hello: { entry: "src/main.ts", minfy: true, bytecode: "yes", workers: ["../w.ts"] },
        other: { smoke: [{ exitCode: 300 }] },
        third: 4,
      },
      target: ["linux-x64"],
      targets: ["linux-x46"],
      version: "v1",
    };`);
    const fault = await caught(async () => loadConfig(root));
    expect(fault.code).toBe("config-invalid");
    expect(fault.exitCode).toBe(3);
    expect(fault.details).toEqual([
      'version: found "v1", wanted a semantic version such as 1.2.3 or 1.2.3-beta.1',
      "apps.Hello: not a usable name: wanted lower-case letters, digits and single dashes, e.g. my-app",
      'apps.hello.bytecode: found "yes", wanted a boolean',
      'apps.hello.minfy: unknown key. Did you mean "minify"?',
      "apps.other.entry: found nothing, wanted a string",
      "apps.other.smoke[0].exitCode: found 300, wanted at most 255",
      "apps.third: found 4, wanted a string or an object",
      'targets[0]: found "linux-x46". Did you mean "linux-x64"?',
      'target: unknown key. Did you mean "targets"?',
    ]);
  });

  test("tells every path that is missing or leads out of the project", async () => {
    const root = project(`export default {
      apps: { hello: { entry: "src/man.ts", workers: ["w.ts", "../w.ts"], assets: ["assets"] }, other: "src" },
      archive: { files: ["NOTES.md", "README.md"] },
    };`);
    const fault = await caught(async () => loadConfig(root));
    expect(fault.details).toEqual([
      'apps.hello.entry: "src/man.ts" does not exist. Paths start at the configuration\'s folder',
      'apps.hello.workers[0]: "w.ts" does not exist. Paths start at the configuration\'s folder',
      'apps.hello.workers[1]: "../w.ts" leads out of the project. Use a relative path below the configuration\'s folder',
      'apps.hello.workers[0]: "w.ts" lies outside the entry\'s folder. Move it into "src" or below',
      'apps.hello.workers[1]: "../w.ts" lies outside the entry\'s folder. Move it into "src" or below',
      'apps.hello.assets[0]: "assets" does not exist. Paths start at the configuration\'s folder',
      'apps.other.entry: "src" is a folder, wanted a file',
      'archive.files[0]: "NOTES.md" does not exist. Paths start at the configuration\'s folder',
    ]);
  });

  test("asks for a version where neither file has one", async () => {
    const root = project('export default { apps: { hello: "src/main.ts" } };');
    writeFileSync(join(root, "package.json"), "{}");
    expect((await caught(async () => loadConfig(root))).details).toEqual([
      'version: missing. Write it here or in package.json, e.g. version: "1.0.0"',
    ]);
  });

  test.each([
    ["a configuration that throws", 'throw new TypeError("no such thing");', "TypeError: no such thing"],
    ["an import that is missing", 'import "./missing.ts"; export default {};', "missing.ts"],
  ])("names the place of %s", async (_what, source, expected) => {
    const fault = await caught(async () => loadConfig(project(source)));
    expect(fault.code).toBe("config-threw");
    expect([fault.message, ...fault.details].join("\n")).toContain(expected);
  });

  test("names the place of a syntax error, as Bun itself sees it", () => {
    const root = project("export default {");
    const load = join(import.meta.dirname, "index.ts");
    const code = `const { loadConfig } = await import(${JSON.stringify(load)});
      await loadConfig(${JSON.stringify(root)}).catch((fault) => console.log(JSON.stringify([fault.code, fault.details])));`;
    const { stdout } = Bun.spawnSync([process.execPath, "-e", code]);
    expect(JSON.parse(stdout.toString())).toEqual([
      "config-threw",
      [expect.stringContaining("slipway.config.ts:1:16: Expected")],
    ]);
  });

  test("asks for the default export", async () => {
    const fault = await caught(async () => loadConfig(project("export const config = {};")));
    expect(fault).toMatchObject({
      code: "config-unreadable",
      hint: "End it with: export default defineConfig({ … })",
    });
  });

  test("shows the lines to write where there is no configuration", async () => {
    const fault = await caught(async () => loadConfig(tempFolder()));
    expect(fault.code).toBe("config-not-found");
    expect(fault.details).toContain("export default defineConfig({");
  });

  test("refuses a package.json that is no JSON", async () => {
    const root = project('export default { apps: { hello: "src/main.ts" } };');
    writeFileSync(join(root, "package.json"), "{");
    expect((await caught(async () => loadConfig(root))).code).toBe("package-unreadable");
  });
});
