import { mutate, seededRandom, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { AUDITED_PROJECT } from "../../testing/advisory-registry.ts";
import { lockedPackages } from "./locked-packages.ts";
import type { PackageManager } from "./package-manager.ts";

const PNPM_9 = `lockfileVersion: '9.0'
importers:
  .:
    devDependencies:
      left:
        specifier: ^1.0.0
        version: 1.0.0
packages:
  left@1.0.0:
    resolution: {integrity: sha512-A==}
  '@scope/right@2.0.0-rc.1+build':
    resolution: {integrity: sha512-A==}
snapshots:
  left@1.0.0: {}
  up@3.0.0(left@1.0.0)(typescript@5.0.0):
    dependencies:
      left: 1.0.0
`;
const PNPM_6 = `lockfileVersion: '6.0'
packages:
  /left@1.0.0:
    dev: true
  /@scope/right@2.0.0(left@1.0.0):
    dev: true
`;
const PNPM_5 = `lockfileVersion: 5.4
packages:
  /left/1.0.0:
    dev: true
  /@scope/right/2.0.0_left@1.0.0:
    dev: true
`;
const YARN = `__metadata:
  version: 8

"hello@workspace:.":
  version: 0.0.0-use.local
  resolution: "hello@workspace:."
  dependencies:
    left: "npm:^1.0.0"

"left@npm:^1.0.0, left@npm:1":
  version: 1.0.0
  resolution: "left@npm:1.0.0"

"@scope/right@npm:2.0.0":
  version: 2.0.0
  resolution: "@scope/right@npm:2.0.0::__archiveUrl=https%3A%2F%2Fa.example"

"up@patch:up@npm%3A3.0.0#~/.yarn/patches/up.patch":
  version: 3.0.0
  resolution: "up@patch:up@npm%3A3.0.0#~/.yarn/patches/up.patch::version=3.0.0&hash=1"
`;
const BUN = `{
  "lockfileVersion": 1,
  "workspaces": { "": { "dependencies": { "left": "1.0.0", }, }, },
  "packages": {
    "left": ["left@1.0.0", "", {}, "sha512-A=="],
    "another-name": ["@scope/right@2.0.0", "", { "dependencies": { "left": "^1.0.0" } }, "sha512-A=="],
    "own": ["own@workspace:packages/own"],
    "from-git": ["from-git@git+ssh://git@a.example/x.git#1234", {}, "1234"],
  },
}`;
const NPM_3 = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    "": { name: "hello", version: "1.2.3" },
    "node_modules/left": { version: "1.0.0" },
    "node_modules/left/node_modules/@scope/right": { version: "2.0.0" },
    "node_modules/another-name": { name: "up", version: "3.0.0" },
    "node_modules/own": { resolved: "packages/own", link: true },
    "packages/own": { version: "4.0.0" },
  },
});
const NPM_1 = JSON.stringify({
  lockfileVersion: 1,
  dependencies: { left: { version: "1.0.0", dependencies: { "@scope/right": { version: "2.0.0" } } } },
});

const SAMPLES: readonly (readonly [string, PackageManager, string, string, readonly string[]])[] = [
  [
    "pnpm 9 and 10",
    "pnpm",
    "pnpm-lock.yaml",
    PNPM_9,
    ["@scope/right@2.0.0-rc.1+build", "left@1.0.0", "up@3.0.0"],
  ],
  ["pnpm 8", "pnpm", "pnpm-lock.yaml", PNPM_6, ["@scope/right@2.0.0", "left@1.0.0"]],
  ["pnpm 7", "pnpm", "pnpm-lock.yaml", PNPM_5, ["@scope/right@2.0.0", "left@1.0.0"]],
  ["yarn", "yarn", "yarn.lock", YARN, ["@scope/right@2.0.0", "left@1.0.0", "up@3.0.0"]],
  ["bun", "bun", "bun.lock", BUN, ["@scope/right@2.0.0", "left@1.0.0"]],
  ["npm 7 and newer", "npm", "package-lock.json", NPM_3, ["@scope/right@2.0.0", "left@1.0.0", "up@3.0.0"]],
  ["npm 6", "npm", "npm-shrinkwrap.json", NPM_1, ["@scope/right@2.0.0", "left@1.0.0"]],
];

/** The packages of a lockfile that has this text. */
function locked(text: string, of: { readonly manager: PackageManager; readonly name: string }): unknown {
  const folder = tempFolder();
  writeFiles(folder, { [of.name]: text });
  const found = lockedPackages({ ...of, folder });
  return found === undefined ? undefined : [...found].toSorted();
}

describe("lockedPackages()", () => {
  test.each(SAMPLES)("reads what %s locks, from a registry", (_what, manager, name, text, expected) => {
    expect(locked(text, { manager, name })).toEqual(expected);
  });

  test("reads the lockfile that Bun itself writes", () => {
    const text = AUDITED_PROJECT.bun["bun.lock"] ?? "";
    expect(locked(text, { manager: "bun", name: "bun.lock" })).toEqual(["left@1.0.0"]);
  });

  test("cannot read Bun's binary form", () => {
    expect(locked("left@1.0.0", { manager: "bun", name: "bun.lockb" })).toBeUndefined();
  });

  test.each(SAMPLES)("takes any bytes for a lockfile of %s", (_what, manager, name, text) => {
    const random = seededRandom(1);
    for (let round = 0; round < 50; round++) {
      const bytes = mutate(new TextEncoder().encode(text), random);
      locked(new TextDecoder().decode(bytes), { manager, name });
    }
    const long = text.repeat(200);
    const before = performance.now();
    locked(long, { manager, name });
    locked(" ".repeat(200_000) + "@".repeat(200_000), { manager, name });
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
