/** No file says where packages come from: mirrors and closed networks set that, and stay private. */

import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";

/** Put together here, so that this file passes its own rule. */
const HOSTS = [
  ["npmjs", "org"],
  ["npmjs", "com"],
  ["npmmirror", "com"],
  ["yarnpkg", "com"],
  ["npm", "pkg", "github", "com"],
  ["npm", "jsr", "io"],
].map((labels) => labels.join("."));

/** Settings that would carry one. */
const SETTINGS = /(?:^|\/)\.(?:npmrc|yarnrc(?:\.yml)?)$/u;

test("no file names the host of a package registry", () => {
  expectNone(registryHosts(repositoryFiles()));
});

test("registryHosts() finds each host, in any file and any case, and a registry's settings", () => {
  for (const host of HOSTS) {
    const files = sampleFiles({ "docs/a.md": `one\nhttps://registry.${host.toUpperCase()}/bun` });
    expect(registryHosts(files)).toEqual([
      'docs/a.md:2: names the host of a package registry; say "the package registry" instead',
    ]);
  }
  expect(registryHosts(sampleFiles({ "packages/cli/.npmrc": "" }))).toHaveLength(1);
});

function registryHosts(files: readonly TextFile[]): readonly string[] {
  return files.flatMap(({ path, text }) => {
    if (SETTINGS.test(path)) return [`${path}: sets a registry for everyone; remove it`];
    return text
      .split("\n")
      .flatMap((line, index) =>
        HOSTS.some((host) => line.toLowerCase().includes(host))
          ? [`${path}:${index + 1}: names the host of a package registry; say "the package registry" instead`]
          : [],
      );
  });
}
