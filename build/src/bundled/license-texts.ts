/** The license texts a package brings, kept by digest: the record names them, and a release puts them together. */

import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

import { sha256Text } from "../hash-file.ts";
import { findText, keepText, keptPath } from "../kept-texts.ts";
import type { LicenseText } from "./bundled-package.ts";
import { bundledFault } from "./faults.ts";
import { LIMITS } from "./limits.ts";

/** `LICENSE`, `LICENCE.md`, `LICENSE-MIT`, `MIT-LICENSE.txt`, `COPYING`, `NOTICE`, …; no code and no data. */
const TEXT_FILE =
  /^(?:(?:[\w.]+[-_])?(?:un)?licen[cs]es?|copying|copyright|notices?|third[-_ ]?party[-_ ]?\w+)(?:[-_.][\w.-]*)?$/iu;
const OTHER_FILE = /\.(?:[cm]?[jt]sx?|json5?|ya?ml|map|html?|css|xml|sh|py|wasm|node|png|svg)$/iu;

/**
 * Keeps the license texts of the package in `folder` below `dist` and names them. `named` is a file that its
 * package.json names, with "/".
 *
 * @throws Fault `license-too-large`.
 */
export function keepLicenseTexts(
  folder: string,
  options: { readonly named: string | undefined; readonly dist: string },
): readonly LicenseText[] {
  const { named, dist } = options;
  const found = readdirSync(folder).filter((name) => TEXT_FILE.test(name) && !OTHER_FILE.test(name));
  const inside = named === undefined ? undefined : posix.normalize(named.replaceAll("\\", "/"));
  const all = new Set(
    inside === undefined || /^(?:\.\.(?:\/|$)|\/|.:)/u.test(inside) ? found : [...found, inside],
  );
  return [...all]
    .toSorted()
    .filter((name) => lstatSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true)
    .map((file) => {
      const text = readText(join(folder, file));
      const sha256 = sha256Text(text);
      keepText(dist, { kind: "licenses", sha256, text });
      return { file, sha256 };
    });
}

/**
 * A text that was kept.
 *
 * @throws Fault `license-missing` when it is gone or is another one.
 */
export function readLicenseText(dist: string, text: LicenseText): string {
  const found = findLicenseText(dist, text);
  if (found !== undefined) return found;
  throw bundledFault("license-missing", {
    message: `Cannot read the license text "${text.file}": "${keptPath(dist, { kind: "licenses", sha256: text.sha256 })}" is not what the build left there`,
    hint: "Build again",
  });
}

/** A text that was kept; undefined when it is gone or is another one. */
export function findLicenseText(dist: string, { sha256 }: LicenseText): string | undefined {
  return findText(dist, { kind: "licenses", sha256 });
}

/** Bytes as text, the same whatever the line ends are and whichever editor saved it. */
export function tidyText(bytes: Uint8Array): string {
  const lines = decoded(bytes).replaceAll(/\r\n?/gu, "\n").split("\n");
  return `${lines
    .map((line) => line.trimEnd())
    .join("\n")
    .replaceAll(/^\n+|\n+$/gu, "")}\n`;
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Texts of before Unicode: names of authors have letters that are no UTF-8.
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function readText(path: string): string {
  const { size } = lstatSync(path);
  if (size <= LIMITS.licenseTextBytes) return tidyText(readFileSync(path));
  throw bundledFault("license-too-large", {
    message: `Cannot take over the license text "${path}": it has ${size} bytes, at most ${LIMITS.licenseTextBytes} expected`,
    hint: "See whether it is a license text at all, and tell its authors",
  });
}
