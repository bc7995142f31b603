/** Kill -9 before every program the installer starts: what is there is whole, and the next run ends well. */

import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder, treeState } from "@slipway/testkit";
import { expect, test } from "vitest";

import { releaseServer } from "./testing/release-server.ts";
import {
  leftIn,
  type Place,
  runInstaller,
  scriptOf,
  TOOLS,
  userPlace,
  writeProgram,
} from "./testing/run-installer.ts";
import { sampleExecutable, sampleProduct } from "./testing/sample-product.ts";

const OLD = "1.2.3";
const NEW = "1.3.0";
const INSTALLED = { bin: [".tool-install", "tool", "tool-helper"], state: ["receipt"], temporary: [] };
const EVERY_KILL = 500;

type Trap = {
  readonly path: string;
  readonly environment: (at: number) => Record<string, string>;
  /** How many programs the last run started; of two at the same moment one may be missed. */
  readonly started: () => number;
};

/** Programs that count how often one of them was started, and kill the installer at one of those times. */
function killingPrograms(): Trap {
  const folder = tempFolder();
  const [count, leader] = [join(folder, ".count"), join(folder, ".leader")];
  for (const name of [...TOOLS, "curl", "sha256sum", "minisign", "zsh", "fish"]) {
    const real = Bun.which(name, { PATH: "/usr/bin:/bin" });
    if (real === null) continue;
    writeProgram(
      join(folder, name),
      `echo >>${count}
if [ "$(/usr/bin/wc -c <${count})" = "$KILL_AT" ]; then read -r all <${leader}; kill -9 "-$all"; kill -9 0; fi
exec ${real} "$@"`,
    );
  }
  writeProgram(join(folder, "led"), `echo $$ >${leader}\nexec "$@"`);
  return {
    path: folder,
    environment: (at) => {
      writeFileSync(count, "");
      return { PATH: folder, KILL_AT: String(at) };
    },
    started: () => readFileSync(count).length,
  };
}

/** "old", "new", "none", or what else is there. */
function stateOf(place: Place, name: string): string {
  const path = join(place.bin, name);
  if (!existsSync(path)) return "none";
  const text = readFileSync(path, "utf8");
  if (text === sampleExecutable(name, OLD)) return "old";
  return text === sampleExecutable(name, NEW) ? "new" : text.slice(0, 200);
}

async function upgradePlace(from: "nothing" | "old"): Promise<Place> {
  const [old, next] = [sampleProduct(OLD), sampleProduct(NEW)];
  const { downloads } = await releaseServer([old, next]);
  const place = userPlace(scriptOf(old), downloads);
  if (from === "old") expect((await runInstaller(place)).exitCode).toBe(0);
  writeFileSync(place.script, scriptOf(next));
  return place;
}

function restore(place: Place, template: string): void {
  rmSync(place.home, { recursive: true });
  cpSync(template, place.home, { recursive: true, verbatimSymlinks: true });
}

function templateOf(place: Place): string {
  const template = join(tempFolder(), "home");
  cpSync(place.home, template, { recursive: true, verbatimSymlinks: true });
  return template;
}

test.each([
  ["dash", "nothing"],
  ["dash", "old"],
] as const)("%s: killed anywhere on the way from %s to the new version", async (shell, from) => {
  const place = await upgradePlace(from);
  const template = templateOf(place);
  const trap = killingPrograms();
  const before = from === "old" ? "old" : "none";
  const seen = new Set<string>();
  let kills = 0;
  for (let at = 1; at < EVERY_KILL; at++) {
    restore(place, template);
    const led = [join(trap.path, "led"), `/bin/${shell}`];
    const { exitCode } = await runInstaller(place, { shell: led, env: trap.environment(at) });
    if (exitCode === 0 && trap.started() < at) break;
    const state = `${stateOf(place, "tool-helper")} ${stateOf(place, "tool")}`;
    expect([`${before} ${before}`, `new ${before}`, "new new"], `killed at ${at}`).toContain(state);
    expect(leftIn(place)["temporary"], `killed at ${at}`).toEqual([]);
    seen.add(state);
    const again = await runInstaller(place);
    expect(again.exitCode, `after a kill at ${at}: ${again.stderr}`).toBe(0);
    expect([stateOf(place, "tool"), stateOf(place, "tool-helper")]).toEqual(["new", "new"]);
    expect(leftIn(place), `after a kill at ${at}`).toEqual(INSTALLED);
    if (exitCode === null) kills += 1;
  }
  expect([...seen].toSorted()).toEqual([`${before} ${before}`, `new ${before}`, "new new"].toSorted());
  expect(kills).toBeGreaterThan(40);
});

test("a run that was killed between two renames is completed even without the network", async () => {
  const place = await upgradePlace("old");
  const state = join(place.bin, ".tool-install");
  const staging = join(state, "staging");
  cpSync(join(state, "receipt"), join(staging, "receipt"), { recursive: true });
  writeFileSync(join(staging, "ready"), "");
  cpSync(join(place.bin, "tool"), join(staging, "old", "tool"), { recursive: true });
  writeFileSync(join(place.bin, "tool-helper"), sampleExecutable("tool-helper", NEW));
  cpSync(join(place.bin, "tool-helper"), join(staging, "new", "tool"), { recursive: true });
  writeFileSync(join(staging, "new", "tool"), sampleExecutable("tool", NEW));
  symlinkSync("process:999999:1", join(state, "lock.1"));
  const ran = await runInstaller(place, {
    args: ["--version", "9.9.9"],
    env: { TOOL_INSTALL_DOWNLOADS: "http://127.0.0.1:1/v{version}/{file}" },
  });
  expect(ran.exitCode).toBe(4);
  const offline = await runInstaller(place, { env: { TOOL_INSTALL_DOWNLOADS: "http://127.0.0.1:1/{file}" } });
  expect(offline.stderr).toContain("Completing an installation that was interrupted\n");
  expect([stateOf(place, "tool"), stateOf(place, "tool-helper")]).toEqual(["new", "new"]);
});

test("killed anywhere while it uninstalls", async () => {
  const place = await upgradePlace("old");
  const template = templateOf(place);
  const trap = killingPrograms();
  for (let at = 1; at < EVERY_KILL; at++) {
    restore(place, template);
    const led = [join(trap.path, "led"), "/bin/dash"];
    const env = trap.environment(at);
    const { exitCode } = await runInstaller(place, { shell: led, args: ["--uninstall"], env });
    if (exitCode === 0 && trap.started() < at) break;
    for (const name of ["tool", "tool-helper"]) expect(["old", "none"]).toContain(stateOf(place, name));
    const again = await runInstaller(place, { args: ["--uninstall"] });
    expect([0, 1], `after a kill at ${at}: ${again.stderr}`).toContain(again.exitCode);
    const files = Object.entries(treeState(place.home)).filter(([, what]) => !what.startsWith("folder "));
    expect(files, `after a kill at ${at}`).toEqual([]);
  }
  expect(leftIn(place)).toEqual({ bin: [], state: [], temporary: [] });
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s while it downloads leaves nothing",
  async (signal) => {
    const product = sampleProduct(NEW);
    const started = Promise.withResolvers<undefined>();
    const bad = Object.fromEntries(
      [...product.files.keys()].map((name) => [name, (): void => started.resolve(undefined)]),
    );
    const { downloads } = await releaseServer([product], bad);
    const place = userPlace(scriptOf(product), downloads);
    const child = Bun.spawn(["dash", place.script], {
      env: place.environment,
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    });
    await started.promise;
    process.kill(-child.pid, signal);
    // What runs under timeout is in a group of its own and gets the signal from it.
    expect(await child.exited).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]);
    expect(treeState(place.home)).toEqual({});
    expect(await new Response(child.stderr).text()).toMatch(
      /error: Interrupted: nothing was changed\n {2}→ Run this again\n$/u,
    );
  },
);
