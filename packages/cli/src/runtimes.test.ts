/** A runtime is used only when it is the one that was vouched for; nothing is downloaded behind anybody's back. */

import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { hostTarget, OWN_PINS, type Pins, readPin, runtimeFile } from "@slipway/build";
import { TARGETS } from "@slipway/targets";
import {
  foreignProject,
  HELLO,
  type Ran,
  runSlipway,
  sha256Of,
  treeState,
  writeFiles,
} from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

const host = await hostTarget();
const own = readPin(OWN_PINS, host);
const CONFIG =
  '{ apps: { hello: "src/main.ts" }, runtimes: { folder: "pins", checksums: "runtimes.sha256" } }';

type Pinned = { readonly root: string; readonly runtime: string; readonly packageFolder: string };

/** A project with a pin of its own for this machine: the installed runtime, hard-linked or copied. */
function pinnedProject(how: "linked" | "copied"): Pinned {
  const root = foreignProject({ "src/main.ts": HELLO, "dist/mine": "as it was" }, { config: CONFIG });
  const pins: Pins = { base: root, folder: join(root, "pins"), checksums: join(root, "runtimes.sha256") };
  const runtime = runtimeFile(pins, host);
  mkdirSync(dirname(runtime), { recursive: true });
  for (const name of ["package.json", "bun.lock"])
    copyFileSync(join(own.folder, name), join(pins.folder, host, name));
  copyFileSync(join(own.file, "..", "..", "package.json"), join(runtime, "..", "..", "package.json"));
  if (how === "copied" || !linked(own.file, runtime)) copyFileSync(own.file, runtime);
  const listed = runtime.slice(root.length + 1).replaceAll("\\", "/");
  writeFileSync(pins.checksums, `${own.sha256}  ${listed}\n`);
  return { root, runtime, packageFolder: dirname(dirname(runtime)) };
}

/** False where the temporary folder lies on another disk. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch {
    return false;
  }
}

/** Builds with an empty cache, a home of its own and a registry that nobody answers for. */
async function buildOffline(root: string): Promise<Ran> {
  const home = join(root, "home");
  mkdirSync(home, { recursive: true });
  return runSlipway(["build", "--host"], {
    cwd: root,
    env: {
      HOME: home,
      BUN_INSTALL_CACHE_DIR: join(home, "cache"),
      npm_config_registry: "http://127.0.0.1:9/",
      BUN_CONFIG_HTTP_RETRY_COUNT: "0",
    },
  });
}

function flipBit(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

describe("a pinned runtime", () => {
  test("that is there needs no network, no cache and no home", async () => {
    const { root } = pinnedProject("linked");
    expect((await buildOffline(root)).exitCode).toBe(0);
    expect(existsSync(join(root, "home", "cache"))).toBe(false);
  });

  test.each<readonly [string, (runtime: string) => void]>([
    ["truncated by a byte", (runtime) => truncateSync(runtime, statSync(runtime).size - 1)],
    ["empty", (runtime) => truncateSync(runtime, 0)],
    ["changed in its first bit", (runtime) => flipBit(runtime, 0)],
    ["changed in a bit of its middle", (runtime) => flipBit(runtime, Math.floor(statSync(runtime).size / 2))],
    ["changed in its last bit", (runtime) => flipBit(runtime, statSync(runtime).size - 1)],
  ])("that is %s is refused", async (_what, damage) => {
    const { root, runtime } = pinnedProject("copied");
    damage(runtime);
    const before = treeState(join(root, "dist"));
    const { exitCode, stdout, stderr } = await buildOffline(root);
    expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: "" });
    expect(stderr.split("\n")).toEqual([
      `error: Cannot use the runtime of ${host}: its content is not what was pinned for ${own.version}`,
      `  file     ${runtime} (${statSync(runtime).size} bytes)`,
      `  SHA-256  ${sha256Of(runtime)}`,
      `  wanted   ${own.sha256}`,
      expect.stringMatching(/^ {2}→ Remove "\S+node_modules" and run the command again/u),
      "",
    ]);
    const { ".lock": _, ".gitignore": __, ...after } = treeState(join(root, "dist"));
    expect(after).toEqual(before);
  });

  test("of another version is refused by its number", async () => {
    const { root, runtime, packageFolder } = pinnedProject("copied");
    writeFiles(packageFolder, { "package.json": '{ "name": "x", "version": "1.4.3" }' });
    flipBit(runtime, 1000);
    const { exitCode, stderr } = await buildOffline(root);
    expect(exitCode).toBe(5);
    expect(stderr).toContain(`it is version 1.4.3, pinned is ${own.version}`);
  });

  test("is told by its digest, whatever number it claims to have", async () => {
    const { root, packageFolder } = pinnedProject("linked");
    writeFiles(packageFolder, { "package.json": '{ "name": "x", "version": "1.4.3" }' });
    expect((await buildOffline(root)).exitCode).toBe(0);
  });

  test.each<readonly [string, (project: Pinned) => void, number, string]>([
    ["without a digest", ({ root }) => rmSync(join(root, "runtimes.sha256")), 3, "slipway pin"],
    [
      "with a digest that is none",
      ({ root }) => writeFileSync(join(root, "runtimes.sha256"), "abc  d\n"),
      3,
      "line 1 is not",
    ],
    [
      "without a package.json",
      ({ root }) => rmSync(join(root, "pins", host, "package.json")),
      3,
      "pins none",
    ],
    [
      "with a range for its version",
      ({ root }) =>
        writeFiles(join(root, "pins", host), {
          "package.json": JSON.stringify({ dependencies: { [TARGETS[host].runtimePackage]: "^1.4.4" } }),
        }),
      3,
      '"^1.4.4"',
    ],
  ])("%s stops the build before anything is done", async (_what, change, exitCode, says) => {
    const project = pinnedProject("linked");
    change(project);
    const ran = await buildOffline(project.root);
    expect({ exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ exitCode, stdout: "" });
    expect(ran.stderr).toMatch(/^error: [^\n]+\n {2}→ [^\n]+\n$/u);
    expect(ran.stderr).toContain(says);
  });

  test("that is missing is brought by the package manager, which says why it cannot", async () => {
    const { root, packageFolder } = pinnedProject("linked");
    rmSync(packageFolder, { recursive: true });
    const { exitCode, stdout, stderr } = await buildOffline(root);
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: "" });
    expect(stderr).toContain(`error: Cannot bring the runtime of ${host}: bun install ended with 1`);
    expect(stderr).toContain("ConnectionRefused");
    expect(stderr).toContain("→ Check the network and the registry settings");
    expect(stderr).not.toMatch(/^\s+at /mu);
  });

  test("is asked for over no network while compiling: not even the address Bun itself would use", async () => {
    const requests: string[] = [];
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request) => {
        requests.push(request.url);
        return new Response("", { status: 404 });
      },
    });
    onTestFinished(async () => server.stop(true));
    const { root } = pinnedProject("linked");
    const address = server.url.href;
    const ran = await runSlipway(["build", "--host"], {
      cwd: root,
      env: {
        HOME: join(root, "home"),
        HTTP_PROXY: address,
        HTTPS_PROXY: address,
        npm_config_registry: address,
        BUN_COMPILE_TARGET_TARBALL_URL: `${address}runtime.tgz`,
      },
    });
    expect({ exitCode: ran.exitCode, requests }).toEqual({ exitCode: 0, requests: [] });
  });

  test("is not taken from the folder the user happens to be in", async () => {
    const { root } = pinnedProject("linked");
    for (const folder of [root, join(root, "src")]) {
      writeFiles(folder, {
        [`bun-${TARGETS[host].bun.replace("bun-", "")}-v${own.version}`]: "planted",
        [`${TARGETS[host].bun}-v${own.version}`]: "planted",
      });
    }
    const ran = await runSlipway(["build", "--host"], { cwd: join(root, "src") });
    expect(ran.exitCode).toBe(0);
  });
});
