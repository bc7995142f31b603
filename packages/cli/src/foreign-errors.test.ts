/** Anyone's project with what a bundler cannot take along: what is told, and that it works once that is done. */

import { copyFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { hostTarget } from "@slipway/build";
import { foreignProject, runProgram, writeFiles } from "@slipway/testkit";
import { expect, test } from "vitest";

import { runInMemory } from "./testing/memory-terminal.ts";

const host = await hostTarget();

const CONFIG = (options: string): string =>
  `{ apps: { tool: { entry: "src/main.ts", ${options} } }, targets: ["${host}"] }`;

type Project = {
  readonly root: string;
  /** Replaces files, builds, and gives what was told. */
  readonly build: (
    files?: Readonly<Record<string, string>>,
    options?: { readonly config?: string; readonly args?: readonly string[] },
  ) => ReturnType<typeof runInMemory>;
  /** What the executable prints in a folder of somebody else, with these variables. */
  readonly output: (env?: Readonly<Record<string, string>>) => string;
};

function project(files: Readonly<Record<string, string>>): Project {
  const root = foreignProject(files, { config: CONFIG("") });
  let builds = 0;
  return {
    root,
    build: (changed = {}, { config = CONFIG(""), args = ["--host"] } = {}) => {
      // A module is loaded once per process and path.
      const name = `slipway.${++builds}.config.ts`;
      writeFiles(root, { ...changed, [name]: `export default ${config};\n` });
      return runInMemory(["build", ...args, "--config", name], { cwd: root });
    },
    output: (env = {}) =>
      runProgram([join(root, "dist", "build", host, "tool")], { cwd: join(root, "dist", "build"), env })
        .stdout,
  };
}

test("a dynamic import that cannot be resolved", async () => {
  const { build, output } = project({
    "src/main.ts": `const name = process.env["PLUGIN"] ?? "./plugins/one.ts";
const plugin = await import(name);
console.log(plugin.text);
`,
    "src/plugins/one.ts": 'export const text = "one";\n',
    "src/plugins/two.ts": 'export const text = "two";\n',
  });
  const { exitCode, stderr } = await build();
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/src\/main\.ts:2:\d+: .*will not be bundled/u);
  expect(stderr).toContain("Import it by a literal name, or list what may stay unresolved");

  const named = await build({
    "src/main.ts": `const plugins = {
  one: () => import("./plugins/one.ts"),
  two: () => import("./plugins/two.ts"),
};
const name = process.env["PLUGIN"] === "two" ? "two" : "one";
console.log((await plugins[name]()).text);
`,
  });
  expect(named.exitCode, named.stderr).toBe(0);
  expect([output(), output({ PLUGIN: "two" })]).toEqual(["one\n", "two\n"]);
});

test("a native addon that is loaded by a name made up at run time, and one for another system", async () => {
  const { root, build, output } = project({
    "src/main.ts": `import load from "bindings";
console.log(Object.keys(load("addon")).includes("transform"));
`,
    "node_modules/bindings/package.json": '{ "name": "bindings", "version": "1.5.0", "main": "bindings.js" }',
    "node_modules/bindings/bindings.js": `module.exports = (name) => {
  const { dlopen } = process;
  const module = { exports: {} };
  dlopen(module, require("path").join(process.cwd(), "build", name + ".node"));
  return module.exports;
};
`,
  });
  const unfollowed = await build();
  expect(unfollowed.exitCode).toBe(3);
  expect(unfollowed.stderr).toContain('src/main.ts:1: loads an addon through "bindings"');
  expect(unfollowed.stderr).toContain('require("./build/Release/addon.node")');

  copyFileSync(realAddon(), join(root, "src", "addon.node"));
  const literal = {
    "src/main.ts": 'console.log(Object.keys(require("./addon.node")).includes("transform"));\n',
  };
  const direct = await build(literal);
  expect(direct.exitCode, direct.stderr).toBe(0);
  expect(output()).toBe("true\n");

  const other = host === "windows-x64" ? "darwin-arm64" : "windows-x64";
  const foreign = await build({}, { args: ["--target", other] });
  expect(foreign.exitCode).toBe(3);
  expect(foreign.stderr).toContain(`src/main.ts:1: "src/addon.node" is for ${host}`);
  expect(foreign.stderr).toContain("or limit apps.tool.targets");
});

test("a .env file that the code relies on", async () => {
  const { build, output } = project({
    ".env": "GREETING=a-value-of-mine\n",
    "src/main.ts": "console.log(`<${process.env.GREETING}>`);\n",
  });
  const undecided = await build();
  expect(undecided.exitCode).toBe(3);
  expect(undecided.stderr).toContain('its code reads GREETING, which ".env" sets for you alone');
  expect(undecided.stderr).toContain("src/main.ts:1: reads GREETING");
  expect(undecided.stderr).not.toContain("a-value-of-mine");

  const decided = await build({}, { config: CONFIG("autoload: { dotenv: false }") });
  expect(decided.exitCode, decided.stderr).toBe(0);
  expect([output(), output({ GREETING: "theirs" })]).toEqual(["<undefined>\n", "<theirs>\n"]);

  const baked = await build({}, { config: CONFIG(`define: { "process.env.GREETING": '"baked"' }`) });
  expect(baked.exitCode, baked.stderr).toBe(0);
  expect(output({ GREETING: "theirs" })).toBe("<baked>\n");
});

/** An addon that is installed here for another purpose: what it does is no matter. */
function realAddon(): string {
  const vitest = createRequire(import.meta.resolve("vitest"));
  const vite = createRequire(vitest.resolve("vite"));
  const lightningcss = createRequire(vite.resolve("lightningcss"));
  const name = Object.keys(lightningcss("../package.json").optionalDependencies).find((one) => {
    try {
      return lightningcss.resolve(one) !== "";
    } catch {
      // It is for another system.
      return false;
    }
  });
  return lightningcss.resolve(name ?? "");
}
