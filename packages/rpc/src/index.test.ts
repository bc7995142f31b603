import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import * as rpc from "./index.ts";

const INDEX = join(import.meta.dirname, "index.ts");

test("the example at the top of the package does what it says", () => {
  const [, block = ""] = /```ts\n([\s\S]*?)```/u.exec(readFileSync(INDEX, "utf8")) ?? [];
  const example = block.replaceAll(/^ \* ?/gmu, "");
  const names = Object.keys(rpc).filter((name) => new RegExp(`\\b${name}\\(`, "u").test(example));
  const file = join(tempFolder(), "example.ts");
  writeFileSync(file, `import { ${names.join(", ")} } from ${JSON.stringify(INDEX)};\n${example}`);
  const { stdout, stderr } = Bun.spawnSync([process.execPath, file]);
  const promised = [...example.matchAll(/\/\/ (.*)$/gmu)].map(([, text]) => text);
  expect(stderr.toString()).toBe("");
  expect(promised).toHaveLength(2);
  expect(stdout.toString().trimEnd().split("\n")).toEqual(promised);
});
