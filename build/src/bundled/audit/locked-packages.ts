/** Reads from a lockfile which packages of which versions a package manager asks about. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { packageId } from "../bundled-package.ts";
import { objectOf, parseObject } from "../package-json.ts";
import type { Lockfile } from "./package-manager.ts";

/** Where each one's text names a package from a registry: its name, then its version. */
const NAMED = {
  // ["left@1.0.0", …]
  bun: /"((?:@[^"/]{1,214}\/)?[^"/@]{1,214})@(\d[^"/:@]{0,255})"/gu,
  // left@1.0.0: or '@scope/left@1.0.0(peer@2.0.0)': as a key; up to pnpm 8 with a slash before it, up to 7 between.
  pnpm: /^ {2}['"]?\/?((?:@[^\s'"/]{1,214}\/)?[^\s'"/@]{1,214})[@/](\d[\dA-Za-z.+-]{0,255})(?=['"(:_])/gmu,
  // resolution: "left@npm:1.0.0", or of a patched one: "left@patch:left@npm%3A1.0.0#…"
  yarn: /^ {2}resolution: "((?:@[^"/]{1,214}\/)?[^"/@]{1,214})@(?:patch:[^"#]{1,500}@)?npm(?::|%3A)(\d[^"#:]{0,255})/gmu,
} as const;

/** The names and versions, as `packageId` writes them; undefined for Bun's binary form, which is not read. */
export function lockedPackages({ manager, folder, name }: Lockfile): ReadonlySet<string> | undefined {
  if (name === "bun.lockb") return undefined;
  const text = readFileSync(join(folder, name), "utf8");
  if (manager === "npm") return new Set(inPackageLock(text));
  return new Set(
    [...text.matchAll(NAMED[manager])].map(([, found = "", version = ""]) =>
      packageId({ name: found, version }),
    ),
  );
}

/** npm 7 and newer list by path; npm 6 nests. */
function inPackageLock(text: string): readonly string[] {
  const lock = parseObject(text);
  const packages = objectOf(lock?.get("packages"));
  if (packages === undefined) return nested(lock?.get("dependencies"));
  return [...packages].flatMap(([path, one]) => {
    const folder = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/u.exec(path)?.[1];
    const pack = objectOf(one);
    return folder === undefined ? [] : idOf(pack?.get("name") ?? folder, pack?.get("version"));
  });
}

function nested(dependencies: unknown): readonly string[] {
  return [...(objectOf(dependencies) ?? [])].flatMap(([name, one]) => {
    const pack = objectOf(one);
    return [...idOf(name, pack?.get("version")), ...nested(pack?.get("dependencies"))];
  });
}

function idOf(name: unknown, version: unknown): readonly string[] {
  return typeof name === "string" && typeof version === "string" ? [packageId({ name, version })] : [];
}
