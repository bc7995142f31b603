/**
 * What a runtime is made of and under which licenses, since every executable carries it. From Bun's own account of
 * its licenses, version 1.4.4 (`docs/project/license` of that version).
 */

import type { Os } from "@slipway/targets";

export type RuntimePart = {
  readonly name: string;
  /** An SPDX expression where the account is clear enough for one; else its own words. */
  readonly license: string;
  readonly address: string;
  /** Where it is linked in; everywhere by default. */
  readonly systems?: readonly Os[];
};

/** Bun itself. */
export const RUNTIME = {
  name: "bun",
  license: "MIT",
  homepage: "https://bun.com",
  repository: "https://github.com/oven-sh/bun",
  /** The official text, of the newest version. */
  licenseText: "https://bun.com/docs/project/license",
} as const;

/** Statically linked libraries. */
export const LINKED_LIBRARIES: readonly RuntimePart[] = [
  {
    name: "JavaScriptCore and WebKit",
    license: "LGPL-2",
    address: "https://github.com/oven-sh/webkit",
  },
  {
    name: "boringssl",
    license: "several licenses",
    address: "https://boringssl.googlesource.com/boringssl/",
  },
  { name: "brotli", license: "MIT", address: "https://github.com/google/brotli" },
  { name: "libarchive", license: "several licenses", address: "https://github.com/libarchive/libarchive" },
  { name: "lol-html", license: "BSD-3-Clause", address: "https://github.com/cloudflare/lol-html" },
  {
    name: "ls-hpack",
    license: "MIT AND BSD-2-Clause",
    address: "https://github.com/litespeedtech/ls-hpack",
  },
  { name: "ls-qpack", license: "MIT", address: "https://github.com/litespeedtech/ls-qpack" },
  { name: "lsquic", license: "MIT AND BSD-3-Clause", address: "https://github.com/litespeedtech/lsquic" },
  { name: "mimalloc", license: "MIT", address: "https://github.com/microsoft/mimalloc" },
  {
    name: "picohttpparser",
    license: "the Perl license or MIT",
    address: "https://github.com/h2o/picohttpparser",
  },
  { name: "zstd", license: "BSD-3-Clause OR GPL-2.0-only", address: "https://github.com/facebook/zstd" },
  { name: "simdutf", license: "Apache-2.0", address: "https://github.com/simdutf/simdutf" },
  { name: "tinycc", license: "LGPL v2.1", address: "https://github.com/tinycc/tinycc" },
  { name: "uSockets", license: "Apache-2.0", address: "https://github.com/uNetworking/uSockets" },
  { name: "zlib-ng", license: "Zlib", address: "https://github.com/zlib-ng/zlib-ng" },
  { name: "c-ares", license: "MIT", address: "https://github.com/c-ares/c-ares" },
  { name: "libicu", license: "ICU license", address: "https://github.com/unicode-org/icu" },
  { name: "libbase64", license: "BSD-2-Clause", address: "https://github.com/aklomp/base64" },
  { name: "libuv", license: "MIT", address: "https://github.com/libuv/libuv", systems: ["windows"] },
  { name: "libdeflate", license: "MIT", address: "https://github.com/ebiggers/libdeflate" },
  {
    name: "libjpeg-turbo",
    license: "BSD-3-Clause AND IJG AND Zlib",
    address: "https://github.com/libjpeg-turbo/libjpeg-turbo",
  },
  { name: "libspng", license: "BSD-2-Clause AND libpng-2.0", address: "https://github.com/randy408/libspng" },
  { name: "libwebp", license: "BSD-3-Clause", address: "https://github.com/webmproject/libwebp" },
  { name: "highway", license: "Apache-2.0", address: "https://github.com/google/highway" },
  {
    name: "HdrHistogram_c",
    license: "CC0-1.0 OR BSD-2-Clause",
    address: "https://github.com/HdrHistogram/HdrHistogram_c",
  },
  {
    name: "sqlite",
    license: "public domain",
    address: "https://sqlite.org/copyright.html",
    systems: ["linux", "windows", "freebsd", "android"],
  },
  {
    name: "uWebSockets (a fork)",
    license: "Apache-2.0",
    address: "https://github.com/jarred-sumner/uwebsockets",
  },
  {
    name: "TigerBeetle, parts of its IO code",
    license: "Apache-2.0",
    address: "https://github.com/tigerbeetle/tigerbeetle",
  },
];

/** Packages Bun embeds and injects where they are imported, all under the MIT license. */
export const POLYFILLS: readonly string[] = [
  "acorn",
  "acorn-walk",
  "assert",
  "browserify-zlib",
  "buffer",
  "constants-browserify",
  "crypto-browserify",
  "domain-browser",
  "events",
  "https-browserify",
  "os-browserify",
  "path-browserify",
  "process",
  "punycode",
  "querystring-es3",
  "stream-browserify",
  "stream-http",
  "string_decoder",
  "timers-browserify",
  "tty-browserify",
  "url",
  "util",
  "vm-browserify",
];

/** The linked libraries of a runtime for `os`. */
export function linkedLibraries(os: Os): readonly RuntimePart[] {
  return LINKED_LIBRARIES.filter(({ systems }) => systems?.includes(os) ?? true);
}
