import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";

import { tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { COPY_CONFIG, copyProject } from "./project-copy.ts";

async function copied(): Promise<{ readonly root: string; readonly to: string }> {
  const [root, work] = [tempFolder(), tempFolder()];
  mkdirSync(join(root, "src"));
  mkdirSync(join(root, "pins", "node_modules"), { recursive: true });
  writeFileSync(join(root, "package.json"), '{ "name": "small", "private": true }\n');
  writeFileSync(join(root, "src", "main.ts"), "export {};\n");
  writeFileSync(join(root, "pins", "node_modules", "runtime"), "bytes");
  const to = join(work, "copy");
  const variables = { PATH: process.env["PATH"], HOME: work, TMPDIR: work };
  await copyProject({
    root,
    to,
    files: ["package.json", "src/main.ts", "removed.ts"],
    shared: [join("pins", "node_modules")],
    bun: execPath,
    env: {
      variables,
      logFile: join(work, "log"),
      signal: new AbortController().signal,
      clock: () => performance.now(),
    },
  });
  return { root, to };
}

test("copyProject() copies the files that are there and shares the runtimes", async () => {
  const { root, to } = await copied();
  expect(readFileSync(join(to, "src", "main.ts"), "utf8")).toBe("export {};\n");
  expect(existsSync(join(to, "removed.ts"))).toBe(false);
  expect(realpathSync(join(to, "pins", "node_modules"))).toBe(join(root, "pins", "node_modules"));
});

test("copyProject() makes a checkout with a commit and a clean tree", async () => {
  const { to } = await copied();
  const { stdout, exitCode } = Bun.spawnSync(["git", "status", "--porcelain"], { cwd: to });
  expect({ exitCode, status: stdout.toString() }).toEqual({ exitCode: 0, status: "" });
});

test("copyProject() adds the project's own configuration without smoke runs and channels", async () => {
  const { to } = await copied();
  writeFileSync(
    join(to, "slipway.config.ts"),
    'export default { product: "p", channels: { c: 1 }, apps: { a: "a.ts", b: { entry: "b.ts", smoke: [{}] } } };\n',
  );
  const slipway = join(to, "node_modules", "slipway");
  rmSync(slipway, { recursive: true, force: true });
  mkdirSync(slipway, { recursive: true });
  writeFileSync(join(slipway, "index.js"), "export const defineConfig = (config) => config;\n");
  const script = `console.log(JSON.stringify((await import("./${COPY_CONFIG}")).default))`;
  const { stdout } = Bun.spawnSync([execPath, "-e", script], { cwd: to });
  expect(JSON.parse(stdout.toString())).toEqual({
    product: "p",
    channels: {},
    apps: { a: { entry: "a.ts", smoke: [] }, b: { entry: "b.ts", smoke: [] } },
  });
});
