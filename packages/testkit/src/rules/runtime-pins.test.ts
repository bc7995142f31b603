/** Every target's runtime is pinned: its package, its lockfile and the digest of its executable. */

import { RUNTIME_TARGET_IDS, TARGETS } from "@slipway/targets";
import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";
import { jsonOf, textRecord } from "./workspace.ts";

const FOLDER = "build/runtimes";
const CHECKSUMS = "checksums/runtimes.sha256";

test("every target has a pinned runtime and every pin a target", () => {
  expectNone(pinGaps(repositoryFiles()));
});

test("pinGaps() finds missing files, other versions, missing digests and pins of nothing", () => {
  const complete = repositoryFiles().filter(
    ({ path }) => path.startsWith(`${FOLDER}/`) || path === CHECKSUMS,
  );
  const without = (gone: string) => complete.filter(({ path }) => path !== gone);
  expect(pinGaps(complete)).toEqual([]);
  expect(pinGaps(without(`${FOLDER}/linux-x64/package.json`))[0]).toContain("is missing");
  expect(pinGaps(without(`${FOLDER}/darwin-arm64/bun.lock`))[0]).toContain("is missing");
  expect(pinGaps(without(CHECKSUMS))).toHaveLength(RUNTIME_TARGET_IDS.length);
  const other = {
    [`${FOLDER}/windows-x64/package.json`]: `{"dependencies": {"${TARGETS["windows-x64"].runtimePackage}": "1.0.0"}}`,
  };
  expect(pinGaps([...without(Object.keys(other)[0] ?? ""), ...sampleFiles(other)])[0]).toContain(
    "two versions",
  );
  expect(pinGaps([...complete, ...sampleFiles({ [`${FOLDER}/plan9-x64/bun.lock`]: "" })])).toEqual([
    `${FOLDER}/plan9-x64: no target has this name; remove the folder`,
  ]);
});

function pinGaps(files: readonly TextFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const digests = digestsIn(byPath.get(CHECKSUMS)?.text ?? "");
  const versions = new Set<string | undefined>();
  const findings = RUNTIME_TARGET_IDS.flatMap((id) => {
    const folder = `${FOLDER}/${id}`;
    const name = TARGETS[id].runtimePackage;
    const missing = ["package.json", "bun.lock"].filter((file) => !byPath.has(`${folder}/${file}`));
    if (missing.length > 0) return missing.map((file) => `${folder}/${file}: is missing; run "slipway pin"`);
    const version = pinnedVersion(byPath.get(`${folder}/package.json`), name);
    versions.add(version);
    const locked = byPath.get(`${folder}/bun.lock`)?.text.includes(`"${name}@${version}"`) === true;
    const unlocked = locked ? [] : [`${folder}/bun.lock: has no ${name}@${version}; run "slipway pin"`];
    const executable = `${folder}/node_modules/${name}/bin/bun${TARGETS[id].os === "windows" ? ".exe" : ""}`;
    const undigested = digests.has(executable)
      ? []
      : [`${CHECKSUMS}: has no line for ${executable}; run "slipway pin"`];
    return [...unlocked, ...undigested];
  });
  const mixed =
    versions.size > 1
      ? [`${FOLDER}: pins two versions, ${[...versions].join(" and ")}; run "slipway pin"`]
      : [];
  return [...mixed, ...findings, ...strayPins(files)];
}

function pinnedVersion(file: TextFile | undefined, name: string): string | undefined {
  return file === undefined ? undefined : textRecord(jsonOf(file)["dependencies"])[name];
}

function digestsIn(text: string): ReadonlySet<string> {
  const lines = text.split("\n").map((line) => /^[0-9a-f]{64} {2}(.+)$/u.exec(line)?.[1]);
  return new Set(lines.filter((path) => path !== undefined));
}

function strayPins(files: readonly TextFile[]): readonly string[] {
  const names = files.map(({ path }) => /^build\/runtimes\/([^/]+)\//u.exec(path)?.[1]);
  const stray = names.filter((name) => name !== undefined && !Object.hasOwn(TARGETS, name));
  return [...new Set(stray)].map((name) => `${FOLDER}/${name}: no target has this name; remove the folder`);
}
