/** License texts of what is in runtimes, each kept once, as files beside this one. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The texts by SPDX id where they are the general ones, else by the library that brings its own. Copyright notices
 * stand with the parts. Sources: Debian 12 (Apache, LGPL; libarchive's, IJG's, libwebp's and SQLite's own), Node.js's
 * LICENSE (MIT, BSD-2-Clause, Zlib; c-ares, HdrHistogram, ICU, libuv), the package qs (BSD-3-Clause).
 */
export type LicenseTextName =
  | "Apache-2.0"
  | "BSD-2-Clause"
  | "BSD-3-Clause"
  | "HdrHistogram"
  | "ICU"
  | "IJG"
  | "LGPL-2.0"
  | "LGPL-2.1"
  | "MIT"
  | "Zlib"
  | "blessing"
  | "c-ares"
  | "libarchive"
  | "libuv"
  | "libwebp";

/** The text, with line feeds, also where git changes them in a checkout. */
export function licenseText(name: LicenseTextName): string {
  const text = readFileSync(join(import.meta.dirname, "texts", `${name}.txt`), "utf8");
  return text.replaceAll("\r\n", "\n").trimEnd();
}
