import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { Env } from "../env.ts";
import { recordingEnv } from "../testing/samples.ts";
import { serveRegistry } from "../testing/registry.ts";
import { bringRuntimes } from "./bring.ts";
import { installLock } from "./install-lock.ts";
import { pinRuntimes } from "./pin.ts";
import { type Pins, pinsBelow } from "./pins.ts";

function emptyPins(): { readonly pins: Pins; readonly env: ReturnType<typeof recordingEnv> } {
  const root = tempFolder();
  const pins = pinsBelow(root, { folder: "pins", checksums: "runtimes.sha256" });
  return { pins, env: recordingEnv(join(root, "dist")) };
}

describe("installLock()", () => {
  test("lets the second one in when the first is done, and says that it waits", async () => {
    const { pins, env } = emptyPins();
    const [first, second] = [installLock(pins), installLock(pins)];
    const order: string[] = [];
    await first.take(env);
    await first.take(env);
    const waiting = second.take(env).then(() => order.push("second has it"));
    while (env.events.length === 0) await Promise.resolve();
    order.push("first lets go");
    await first.release();
    await waiting;
    await second.release();
    expect(order).toEqual(["first lets go", "second has it"]);
    expect(env.events).toEqual([{ kind: "note", text: "waiting for another slipway that brings runtimes" }]);
  });

  test("waits no longer than it may", async () => {
    const { pins, env } = emptyPins();
    const first = installLock(pins);
    await first.take(env);
    const fault = await caught(async () => installLock(pins, { waitMs: 1 }).take(env));
    expect(fault).toMatchObject({ code: "runtime-unavailable", exitCode: 4 });
    await first.release();
  });

  test("stops waiting when interrupted", async () => {
    const { pins, env } = emptyPins();
    const first = installLock(pins);
    await first.take(env);
    const interruption = new AbortController();
    const second = installLock(pins);
    const waiting = caught(async () =>
      second.take({ ...env, signal: interruption.signal, report: () => interruption.abort() }),
    );
    expect((await waiting).code).toBe("interrupted");
    await second.release();
    await first.release();
  });
});

test("installLock() tells when its own file is something else", async () => {
  const { pins, env } = emptyPins();
  writeFiles(pins.folder, { "node_modules/.lock": "this is no lock file".repeat(100) });
  const fault = await caught(async () => installLock(pins).take(env));
  expect(fault).toMatchObject({
    code: "runtime-unavailable",
    hint: "Remove that file and run the command again",
  });
});

test("pinRuntimes() leaves alone what another one is making while it waits", async () => {
  const { pins, env } = emptyPins();
  const first = installLock(pins);
  await first.take(env);
  writeFiles(pins.folder, { ".new-1/linux-x64/package.json": "{}" });
  const interruption = new AbortController();
  const waiting = { ...env, signal: interruption.signal, report: () => interruption.abort() };
  const fault = await caught(async () =>
    pinRuntimes(["linux-x64"], { version: "9.0.0", pins, env: waiting }),
  );
  expect(fault.code).toBe("interrupted");
  expect(existsSync(join(pins.folder, ".new-1/linux-x64/package.json"))).toBe(true);
  await first.release();
});

test("bringRuntimes() brings a runtime once when two ask for it at the same time", async () => {
  const registry = serveRegistry("@oven/bun-linux-x64", { "9.0.0": "a runtime" });
  const { pins, env } = emptyPins();
  const settings = { PATH: process.env["PATH"], HOME: pins.base, npm_config_registry: registry.url };
  const envWith = (cache: string): Env => ({
    ...env,
    variables: { ...settings, BUN_INSTALL_CACHE_DIR: join(pins.base, cache) },
  });
  await pinRuntimes(["linux-x64"], { version: "9.0.0", pins, env: envWith("pinning") });
  const requestsFor = async (...caches: readonly string[]): Promise<number> => {
    rmSync(join(pins.folder, "linux-x64", "node_modules"), { recursive: true });
    const before = registry.requests();
    await Promise.all(caches.map((cache) => bringRuntimes(["linux-x64"], { pins, env: envWith(cache) })));
    return registry.requests() - before;
  };
  const once = await requestsFor("one");
  expect(once).toBeGreaterThan(0);
  expect(await requestsFor("two", "three")).toBe(once);
});
