import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
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

  test("tells what is named twice", async () => {
    const root = project(`export default {
      apps: {
        hello: {
          entry: "src/main.ts",
          workers: ["src/worker.ts", "./src/main.ts", "src/../src/worker.ts", "src/other.ts"],
          targets: ["linux-x64", "linux-x64"],
        },
      },
      targets: ["darwin-x64", "linux-x64", "darwin-x64", "darwin-x64"],
    };`);
    for (const name of ["worker.ts", "other.ts"]) writeFileSync(join(root, "src", name), "");
    const fault = await caught(async () => loadConfig(root));
    expect(fault.details).toEqual([
      'targets[2]: "darwin-x64" is there already. Remove one of them',
      'targets[3]: "darwin-x64" is there already. Remove one of them',
      'apps.hello.targets[1]: "linux-x64" is there already. Remove one of them',
      'apps.hello.workers[2]: "src/../src/worker.ts" is there already. Remove one of them',
      'apps.hello.workers[1]: "./src/main.ts" is the entry, which cannot be a worker too. Put the worker\'s code into a file of its own',
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

  test.each(['"1.0"', '"1.0.0/../../x"', '"1.0.0-beta_1"', '"v1.0.0"'])(
    "refuses version %s, wherever it is written",
    async (version) => {
      const root = project('export default { apps: { hello: "src/main.ts" } };');
      writeFileSync(join(root, "package.json"), `{ "version": ${version} }`);
      const wanted = `found ${version}, wanted a semantic version such as 1.2.3 or 1.2.3-beta.1`;
      expect((await caught(async () => loadConfig(root))).details).toEqual([
        `version (package.json): ${wanted}`,
      ]);
      const own = project(`export default { version: ${version}, apps: { hello: "src/main.ts" } };`);
      expect((await caught(async () => loadConfig(own))).details).toEqual([`version: ${wanted}`]);
    },
  );

  test.each([
    [
      'downloads: "https://a.b/{version}"',
      'downloads: found "https://a.b/{version}", wanted {file} in it as a whole part, e.g. …/{file} or …?name={file}',
    ],
    [
      'downloads: "https://a.b/x-{file}"',
      'downloads: found "https://a.b/x-{file}", wanted {file} in it as a whole part, e.g. …/{file} or …?name={file}',
    ],
    [
      'downloads: "https://a.b/{tag}/{arch}/{file}"',
      'downloads: found "https://a.b/{tag}/{arch}/{file}", wanted no placeholders but {version} and {file}; unknown: {tag}, {arch}',
    ],
    ['downloads: "http://a.b"', 'downloads: found "http://a.b", wanted an https:// address'],
    [
      'product: "con"',
      'product: found "con", wanted a name that is no device of Windows (con, prn, aux, nul, com1-9, lpt1-9)',
    ],
    [`product: "${"a".repeat(65)}"`, `product: found "${"a".repeat(59)}…, wanted at most 64 characters`],
    ['archive: { files: "README.md" }', 'archive.files: found "README.md", wanted a list'],
    [
      'targets: ["linux-amd64"]',
      'targets[0]: found "linux-amd64". Use "linux-x64", which is this target\'s name here',
    ],
    ['signing: "RW"', 'signing: found "RW", wanted an object'],
    [
      'signing: { commands: { windows: ["signtool", "sign"] } }',
      'signing.commands.windows: wanted "{file}" in one of its words',
    ],
    [
      'signing: { publicKey: "keys.pub" }',
      'signing.publicKey: found "keys.pub", wanted a minisign public key (56 characters, the first "RW"), or the path of its file in this project',
    ],
    [
      'signing: { publicKey: "../keys.pub" }',
      'signing.publicKey: found "../keys.pub", wanted a minisign public key (56 characters, the first "RW"), or the path of its file in this project',
    ],
  ])("refuses { %s }", async (part, expected) => {
    const fault = await caught(async () =>
      loadConfig(project(`export default { ${part}, apps: { hello: "src/main.ts" } };`)),
    );
    expect(fault.details).toEqual([expected]);
  });

  test.each([
    ['smoke: [{ kind: "mpc" }]', 'smoke[0].kind: found "mpc". Did you mean "mcp"?'],
    ['smoke: [{ kind: "mcp", tools: "list" }]', 'smoke[0].tools: found "list", wanted a list'],
    ['smoke: [{ tools: ["list"] }]', "smoke[0].tools: does not go with what else is there, see its kind"],
    ['smoke: [{ args: "--version" }]', 'smoke[0].args: found "--version", wanted a list'],
    [
      'macos: { identifier: "my app" }',
      'macos.identifier: found "my app", wanted letters, digits, dots and dashes, e.g. com.example.my-app',
    ],
    ['windows: { icon: "app.ico" }', "windows.icon: "],
    ['completions: { pwsh: ["completions"] }', "completions.pwsh: unknown key. "],
    ['completions: ["completions"]', "completions: found a list, wanted an object"],
    ['completions: { zsh: "completions" }', 'completions.zsh: found "completions", wanted a list'],
    ["completions: { zsh: [] }", "completions.zsh: found an empty list, wanted at least one argument"],
    ["man: []", "man: found an empty list, wanted at least one argument"],
  ])("refuses an app with { %s }", async (part, expected) => {
    const app = `{ entry: "src/main.ts", ${part} }`;
    const fault = await caught(async () =>
      loadConfig(project(`export default { apps: { hello: ${app} } };`)),
    );
    expect(fault.details).toEqual([expect.stringContaining(`apps.hello.${expected}`)]);
  });

  test("takes runs of both kinds, the plain one without naming its kind", async () => {
    const smoke = '[{ args: ["--help"] }, { kind: "mcp", args: ["serve"], tools: ["list"] }]';
    const root = project(`export default { apps: { hello: { entry: "src/main.ts", smoke: ${smoke} } } };`);
    expect((await loadConfig(root)).apps[0]?.smoke).toEqual([
      { kind: "run", args: ["--help"], stdin: "", exitCode: 0, stdout: [], stderr: [], timeoutSeconds: 30 },
      { kind: "mcp", args: ["serve"], tools: ["list"], timeoutSeconds: 30 },
    ]);
  });

  test("asks for objects and lists in these words", async () => {
    const fault = await caught(async () => loadConfig(project("export default { apps: [] };")));
    expect(fault.details).toEqual(["apps: found an empty list, wanted an object"]);
    const list = await caught(async () => loadConfig(project("export default [];")));
    expect(list.details).toEqual(["found an empty list, wanted an object"]);
  });

  test("refuses names of apps that no file can have", async () => {
    const long = "a".repeat(65);
    const fault = await caught(async () =>
      loadConfig(project(`export default { apps: { lpt1: "src/main.ts", "${long}": "src/main.ts" } };`)),
    );
    expect(fault.details).toEqual([
      "apps.lpt1: not a usable name: wanted a name that is no device of Windows (con, prn, aux, nul, com1-9, lpt1-9)",
      `apps.${long}: not a usable name: wanted at most 64 characters`,
    ]);
  });

  test("refuses definitions that are no JSON and no name", async () => {
    const define = '{ GOOD: "true", "process.env.A": "undefined", BAD: "two words", "no-name": "1" }';
    const root = project(`export default { apps: { hello: { entry: "src/main.ts", define: ${define} } } };`);
    expect((await caught(async () => loadConfig(root))).details).toEqual([
      'apps.hello.define.BAD: found "two words", wanted a JSON value, or the name of a global; text is written \'"text"\'',
      "apps.hello.define.no-name: not a usable name: wanted an identifier, or several with dots between, e.g. process.env.NAME",
    ]);
  });

  test("refuses definitions of what Slipway itself defines", async () => {
    const define = `{ "process.env.SLIPWAY_VERSION": '"9.9.9"', "process.env.SLIPWAYS": "1", SLIPWAY: "2" }`;
    const root = project(`export default { apps: { hello: { entry: "src/main.ts", define: ${define} } } };`);
    expect((await caught(async () => loadConfig(root))).details).toEqual([
      "apps.hello.define.process.env.SLIPWAY_VERSION: not a usable name: wanted none that begins with process.env.SLIPWAY_, which Slipway defines",
    ]);
  });

  test("refuses folders without files as assets", async () => {
    const assets = '["empty", "nested", "full"]';
    const root = project(`export default { apps: { hello: { entry: "src/main.ts", assets: ${assets} } } };`);
    for (const folder of ["empty", "nested/a/b", "full/a"])
      mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, "full", "a", ".file"), "");
    expect((await caught(async () => loadConfig(root))).details).toEqual([
      'apps.hello.assets[0]: "empty" is a folder without files. Put them there, or remove it here',
      'apps.hello.assets[1]: "nested" is a folder without files. Put them there, or remove it here',
    ]);
  });

  test.each([`"RW${"Ab3+/z".repeat(9)}"`, '"src/own.pub"'])("takes the public key %s", async (publicKey) => {
    const root = project(
      `export default { signing: { publicKey: ${publicKey} }, apps: { hello: "src/main.ts" } };`,
    );
    writeFileSync(join(root, "src", "own.pub"), "");
    expect(JSON.stringify((await loadConfig(root)).publicKey)).toBe(publicKey);
  });

  test("does not repeat what may be a secret key", async () => {
    const secret = `RWRTY0Iy${"A".repeat(204)}`;
    const root = project(
      `export default { signing: { publicKey: "${secret}" }, apps: { hello: "src/main.ts" } };`,
    );
    const [detail] = (await caught(async () => loadConfig(root))).details;
    expect(detail).toContain("signing.publicKey: found 212 characters, wanted a minisign public key");
    expect(detail).not.toContain(secret.slice(0, 20));
  });

  test("gives the archive's files as they will be in it", async () => {
    const files = String.raw`["./NOTES.md", "src\\main.ts", "LICENSE"]`;
    const root = project(`export default { apps: { hello: "src/main.ts" }, archive: { files: ${files} } };`);
    writeFileSync(join(root, "NOTES.md"), "");
    expect((await loadConfig(root)).archiveFiles).toEqual(["NOTES.md", "src/main.ts"]);
  });

  test("tells of links that lead out of the project, wherever they are named", async () => {
    const outside = tempFolder();
    writeFileSync(join(outside, "file"), "");
    const root = project(`export default {
      apps: { hello: { entry: "link", assets: ["link"] }, other: { entry: "src/main.ts", workers: ["src/link"] } },
      archive: { files: ["link"] },
    };`);
    for (const link of ["link", "src/link"]) symlinkSync(join(outside, "file"), join(root, link));
    const fault = await caught(async () => loadConfig(root));
    const text = "is a link that leads out of the project. Put the file itself there";
    expect(fault.details).toEqual([
      `apps.hello.entry: "link" ${text}`,
      `apps.hello.assets[0]: "link" ${text}`,
      `apps.other.workers[0]: "src/link" ${text}`,
      `archive.files[0]: "link" ${text}`,
    ]);
  });

  test("has the real path as root, however it got there", async () => {
    const root = project('export default { apps: { hello: "src/main.ts" } };');
    const link = join(tempFolder(), "link");
    symlinkSync(root, link);
    expect((await loadConfig(link)).root).toBe(root);
    expect((await loadConfig("/", join(link, "slipway.config.ts"))).root).toBe(root);
  });

  test.each([
    ["src", "it is a folder, wanted a file"],
    ["slipway.config.yaml", "wanted a name that ends in .ts, .js, .mjs, .json"],
  ])("refuses --config %s", async (file, expected) => {
    const root = project("apps: {}", "slipway.config.yaml");
    const fault = await caught(async () => loadConfig(root, file));
    expect([fault.code, fault.message]).toEqual([
      "config-unreadable",
      `Cannot read configuration "${file}": ${expected}`,
    ]);
  });

  test("takes .mjs where it is asked for", async () => {
    const root = project('export default { apps: { hello: "src/main.ts" } };', "other.mjs");
    expect((await loadConfig(root, "other.mjs")).product).toBe("hello");
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
    "tells that the configuration may not be read",
    async () => {
      const root = project("export default {};");
      chmodSync(join(root, "slipway.config.ts"), 0);
      expect(await caught(async () => loadConfig(root))).toMatchObject({
        code: "no-permission",
        exitCode: 4,
      });
    },
  );

  test("refuses a package.json that is a list", async () => {
    const root = project('export default { apps: { hello: "src/main.ts" }, version: "1.0.0" };');
    writeFileSync(join(root, "package.json"), "[]");
    expect((await caught(async () => loadConfig(root))).code).toBe("package-unreadable");
  });
});
