/** A lockfile says what is installed, not from where: that is for whoever installs to set. */

import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";

test("no lockfile names a host", () => {
  expectNone(hostsInLockfiles(repositoryFiles()));
});

test("hostsInLockfiles() finds an address in any lockfile", () => {
  const files = sampleFiles({
    "bun.lock": '"a": ["a@1.0.0", "https://example.org/a.tgz"]',
    "build/runtimes/linux-x64/bun.lock": "http://localhost:4873",
    "docs/a.md": "https://example.org",
  });
  expect(hostsInLockfiles(files)).toHaveLength(2);
  expect(hostsInLockfiles(sampleFiles({ "bun.lock": '["a@1.0.0", "", {}, "sha512-a//b=="]' }))).toEqual([]);
});

function hostsInLockfiles(files: readonly TextFile[]): readonly string[] {
  return files
    .filter(({ path }) => /(?:^|\/)bun\.lock$/u.test(path))
    .filter(({ text }) => /https?:\/\//u.test(text))
    .map(({ path }) => `${path}: names a host; remove it, unset the registry and run "bun install" again`);
}
