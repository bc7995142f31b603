import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { expect, onTestFinished, test, vi } from "vitest";

import { watchConfig } from "./watch-config.ts";

import type { Fault } from "@slipway/fault";
import type { ChattyConfig, ConfigWatch } from "./watch-config.ts";

type Seen = { readonly change?: ChattyConfig; readonly problem?: Fault };

type Watched = {
  readonly watch: ConfigWatch;
  /** The next thing that is told. */
  readonly next: () => Promise<Seen>;
};

async function watched(path: string): Promise<Watched> {
  const told: Seen[] = [];
  let wake: (() => void) | undefined;
  function tell(seen: Seen): void {
    told.push(seen);
    wake?.();
  }
  const watch = await watchConfig(path, {
    onChange: (change) => tell({ change }),
    onProblem: (problem) => tell({ problem }),
    lookMs: 5,
  });
  onTestFinished(watch.close);
  return {
    watch,
    async next() {
      if (told.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return told.shift() ?? {};
    },
  };
}

function textWith(...names: readonly string[]): string {
  const command = { description: "Do", readOnly: true, does: { kind: "program", argv: ["true"] } };
  return JSON.stringify({ commands: Object.fromEntries(names.map((name) => [name, command])) });
}

function declared({ commands }: ChattyConfig): readonly string[] {
  return commands.filter(({ origin }) => origin === "configuration").map(({ name }) => name);
}

test("a file that appears, changes, is replaced and goes away is read each time", async () => {
  const folder = join(tempFolder(), "later");
  const path = join(folder, "chatty.config.json");
  const { watch, next } = await watched(path);
  expect(watch.current()).toMatchObject({ isThere: false });
  mkdirSync(folder);
  writeFileSync(path, textWith("one"));
  expect(declared((await next()).change ?? watch.current())).toEqual(["one"]);
  writeFileSync(path, textWith("two"));
  expect((await next()).change).toBeDefined();
  expect(declared(watch.current())).toEqual(["two"]);
  writeFileSync(join(folder, "new"), textWith("six"));
  renameSync(join(folder, "new"), path);
  await next();
  expect(declared(watch.current())).toEqual(["six"]);
  rmSync(path);
  await next();
  expect(watch.current()).toMatchObject({ isThere: false });
});

test("a link that leads elsewhere is followed", async () => {
  const folder = tempFolder();
  const path = join(folder, "chatty.config.json");
  for (const name of ["one", "two"]) writeFileSync(join(folder, name), textWith(name));
  symlinkSync("one", path);
  const { watch, next } = await watched(path);
  expect(declared(watch.current())).toEqual(["one"]);
  symlinkSync("two", join(folder, "new"));
  renameSync(join(folder, "new"), path);
  await next();
  expect(declared(watch.current())).toEqual(["two"]);
});

test("an edit that does not hold keeps the last one that did, and is told once", async () => {
  const path = join(tempFolder(), "chatty.config.json");
  writeFileSync(path, textWith("one"));
  const { watch, next } = await watched(path);
  writeFileSync(path, '{ "commands": { "one": {} } }');
  const { problem } = await next();
  expect(problem?.code).toBe("config-invalid");
  expect(problem?.details[0]).toMatch(/^chatty\.config\.json:1:24: commands\.one\.description/u);
  expect(watch.problem()).toBe(problem);
  expect(declared(watch.current())).toEqual(["one"]);
  writeFileSync(path, "{");
  expect((await next()).problem?.details).toEqual(['chatty.config.json:1:2: wanted "}"']);
  writeFileSync(path, textWith("one", "two"));
  expect((await next()).change).toBeDefined();
  expect(watch.problem()).toBeUndefined();
  expect(declared(watch.current())).toEqual(["one", "two"]);
});

test("an edit that declares the same is no change, but where it ends a problem", async () => {
  const path = join(tempFolder(), "chatty.config.json");
  writeFileSync(path, textWith("one"));
  const { watch, next } = await watched(path);
  writeFileSync(path, "{");
  expect((await next()).problem).toBeDefined();
  writeFileSync(path, textWith("one"));
  expect(declared((await next()).change ?? watch.current())).toEqual(["one"]);
  expect(watch.problem()).toBeUndefined();
  const before = watch.current();
  writeFileSync(path, `// the same\n${textWith("one")}`);
  // Nothing is told of it: the next that is told is the change after it.
  await vi.waitUntil(() => watch.current() !== before, { interval: 5 });
  writeFileSync(path, textWith("two"));
  expect(declared((await next()).change ?? watch.current())).toEqual(["two"]);
});

test("what does not hold at the start is refused", async () => {
  const path = join(tempFolder(), "chatty.config.json");
  writeFileSync(path, "{");
  const options = { onChange: () => undefined, onProblem: () => undefined };
  expect((await caught(() => watchConfig(path, options))).code).toBe("config-invalid");
  const missing = join(tempFolder(), "none.json");
  const fault = await caught(() => watchConfig(missing, { ...options, isNamed: true }));
  expect(fault.code).toBe("config-not-found");
});
