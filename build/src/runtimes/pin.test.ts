import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder, treeState, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { Env } from "../env.ts";
import { sha256Text } from "../hash-file.ts";
import { serveRegistry } from "../testing/registry.ts";
import { bringRuntimes } from "./bring.ts";
import { pinRuntimes } from "./pin.ts";
import { type Pins, pinsBelow, runtimeFile } from "./pins.ts";

const NAME = "@oven/bun-linux-x64";
const PATH = "pins/linux-x64/node_modules/@oven/bun-linux-x64/bin/bun";

function project(registry: string): { readonly pins: Pins; readonly env: Env } {
  const root = tempFolder();
  const env: Env = {
    dist: join(root, "dist"),
    variables: {
      PATH: process.env["PATH"],
      HOME: root,
      BUN_INSTALL_CACHE_DIR: join(root, "cache"),
      npm_config_registry: registry,
    },
    signal: new AbortController().signal,
    concurrency: 2,
    clock: () => 0,
    report: () => undefined,
  };
  return { env, pins: pinsBelow(root, { folder: "pins", checksums: "sums/runtimes.sha256" }) };
}

describe("pinRuntimes()", () => {
  test("adds a runtime, leaves it as it is, and moves it to another version", async () => {
    const registry = serveRegistry(NAME, { "9.0.0": "old runtime", "9.0.1": "new runtime" });
    const { pins, env } = project(registry.url);
    const pin = async (version: string): Promise<unknown> =>
      pinRuntimes(["linux-x64"], { version, pins, env });
    const old = { target: "linux-x64", version: "9.0.0", sha256: sha256Text("old runtime") };
    expect(await pin("9.0.0")).toEqual([{ ...old, change: "added" }]);
    expect(await pin("9.0.0")).toEqual([{ ...old, change: "unchanged" }]);
    expect(readFileSync(pins.checksums, "utf8")).toBe(`${old.sha256}  ${PATH}\n`);
    const sha256 = sha256Text("new runtime");
    expect(await pin("9.0.1")).toEqual([{ target: "linux-x64", version: "9.0.1", sha256, change: "moved" }]);
    expect(readFileSync(pins.checksums, "utf8")).toBe(`${sha256}  ${PATH}\n`);
  });

  test("what is pinned is brought once, and used without the network from then on", async () => {
    const registry = serveRegistry(NAME, { "9.0.0": "a runtime" });
    const { pins, env } = project(registry.url);
    await pinRuntimes(["linux-x64"], { version: "9.0.0", pins, env });
    const before = registry.requests();
    expect((await bringRuntimes(["linux-x64"], { pins, env })).get("linux-x64")).toMatchObject({
      version: "9.0.0",
      file: runtimeFile(pins, "linux-x64"),
      sizeBytes: 9,
    });
    expect(registry.requests()).toBe(before);
  });

  test("a pin that was moved elsewhere is brought anew", async () => {
    const registry = serveRegistry(NAME, { "9.0.0": "old runtime", "9.0.1": "new runtime" });
    const { pins, env } = project(registry.url);
    await pinRuntimes(["linux-x64"], { version: "9.0.0", pins, env });
    const installed = join(pins.folder, "linux-x64", "node_modules");
    renameSync(installed, `${pins.folder}/../old`);
    await pinRuntimes(["linux-x64"], { version: "9.0.1", pins, env });
    rmSync(join(pins.folder, "linux-x64", "node_modules"), { recursive: true });
    renameSync(`${pins.folder}/../old`, installed);
    expect((await bringRuntimes(["linux-x64"], { pins, env })).get("linux-x64")?.version).toBe("9.0.1");
  });

  test.each(["^1.4.4", "latest", "1.4", ""])("refuses version %s", async (version) => {
    const { pins, env } = project("http://127.0.0.1:9/");
    const fault = await caught(async () => pinRuntimes(["linux-x64"], { version, pins, env }));
    expect(fault.code).toBe("pin-invalid");
    expect(existsSync(pins.folder)).toBe(false);
  });

  test("a version that is not there leaves the old pin as it was", async () => {
    const registry = serveRegistry(NAME, { "9.0.0": "a runtime" });
    const { pins, env } = project(registry.url);
    await pinRuntimes(["linux-x64"], { version: "9.0.0", pins, env });
    const read = (): readonly string[] =>
      [
        pins.checksums,
        join(pins.folder, "linux-x64", "package.json"),
        join(pins.folder, "linux-x64", "bun.lock"),
      ].map((file) => readFileSync(file, "utf8"));
    const before = read();
    const fault = await caught(async () => pinRuntimes(["linux-x64"], { version: "9.9.9", pins, env }));
    expect(fault.code).toBe("runtime-unavailable");
    expect(read()).toEqual(before);
    expect((await bringRuntimes(["linux-x64"], { pins, env })).get("linux-x64")?.version).toBe("9.0.0");
  });

  test("changes no pin when the digests cannot be written, and leaves nothing beside the pins", async () => {
    const registry = serveRegistry(NAME, { "9.0.0": "old runtime", "9.0.1": "new runtime" });
    const { pins, env } = project(registry.url);
    await pinRuntimes(["linux-x64"], { version: "9.0.0", pins, env });
    const before = treeState(pins.folder);
    const report = (event: { readonly kind: string; readonly step?: string }): void => {
      if (event.kind !== "step-start" || event.step !== "putting pins in place") return;
      rmSync(pins.checksums);
      writeFiles(pins.checksums, { "in-the-way": "" });
    };
    const pinning = pinRuntimes(["linux-x64"], { version: "9.0.1", pins, env: { ...env, report } });
    await expect(pinning).rejects.toThrow();
    expect(treeState(pins.folder)).toEqual(before);
  });

  test("clears what a pinning that was killed left beside the pins", async () => {
    const registry = serveRegistry(NAME, { "9.0.0": "a runtime" });
    const { pins, env } = project(registry.url);
    writeFiles(pins.folder, { ".new-1/linux-x64/package.json": "{}" });
    await pinRuntimes(["linux-x64"], { version: "9.0.0", pins, env });
    expect(readdirSync(pins.folder).toSorted()).toEqual(["linux-x64", "node_modules"]);
  });

  test("refuses a package that is not the one in the lockfile", async () => {
    const registry = serveRegistry(NAME, { "9.0.0": "a runtime" });
    const { pins, env } = project(registry.url);
    await pinRuntimes(["linux-x64"], { version: "9.0.0", pins, env });
    const lockfile = join(pins.folder, "linux-x64", "bun.lock");
    const text = readFileSync(lockfile, "utf8").replace(/sha512-.{20}/u, `sha512-${"A".repeat(20)}`);
    writeFileSync(lockfile, text);
    const fault = await caught(async () => pinRuntimes(["linux-x64"], { version: "9.0.0", pins, env }));
    expect(fault.code).toBe("runtime-unavailable");
    expect(fault.details.join("\n")).toMatch(/integrity/iu);
  });
});
