/** The parts of Bun 1.4.4. */

import { POLYFILLS_1_4_4 } from "./polyfills-1-4-4.ts";
import type { RuntimeAccount, RuntimePart } from "./runtime-parts.ts";

/**
 * Libraries and licenses are those of Bun's own account (`docs/project/license` of that version), and llhttp; versions
 * and commits are what its `process.versions` says. libicu, sqlite and tinycc are where the runtimes themselves have
 * them: macOS brings its own of the first two.
 */
const LIBRARIES: readonly RuntimePart[] = [
  {
    name: "JavaScriptCore and WebKit",
    kind: "library",
    license: "LGPL-2.0-or-later",
    ...github("oven-sh/webkit", "d6375c72affe0f70222cdcb45012b10f0bf3a9d5"),
    texts: ["LGPL-2.0"],
  },
  {
    name: "boringssl",
    kind: "library",
    license: "several licenses",
    ...github("oven-sh/boringssl", "41bf9b59c2ebf277a7aa427e1ecad5cc80dd4d4f"),
    address: "https://boringssl.googlesource.com/boringssl/",
  },
  {
    name: "brotli",
    kind: "library",
    license: "MIT",
    ...github("google/brotli"),
    notices: ["Copyright (c) 2009, 2010, 2013-2016 by the Brotli Authors"],
    texts: ["MIT"],
  },
  {
    name: "libarchive",
    kind: "library",
    license: "several licenses, BSD-2-Clause most of all",
    ...github("libarchive/libarchive", "27cbc7827172698143e440801fc0ba39ccb4f1f5"),
    notices: ["Copyright (c) 2003-2018 Tim Kientzle and others, named below"],
    texts: ["libarchive"],
  },
  {
    name: "lol-html",
    kind: "library",
    license: "BSD-3-Clause",
    ...github("oven-sh/lol-html", "725ce499aa9b71e38b7a2d0a9fbb6d7294a4079e"),
    address: "https://github.com/cloudflare/lol-html",
    notices: ["Copyright (C) 2019, Cloudflare, Inc.", "Copyright (C) 2019, Ivan Nikulin"],
    texts: ["BSD-3-Clause"],
  },
  {
    name: "ls-hpack",
    kind: "library",
    license: "MIT AND BSD-2-Clause",
    ...github("litespeedtech/ls-hpack", "cf0f70dd10b352194c97448eb5d00b4aa484f531"),
    notices: ["Copyright (c) 2018 LiteSpeed Technologies Inc", "xxHash in it: Copyright (C) Yann Collet"],
    texts: ["MIT", "BSD-2-Clause"],
  },
  {
    name: "ls-qpack",
    kind: "library",
    license: "MIT",
    ...github("litespeedtech/ls-qpack"),
    notices: ["Copyright (c) 2018 - 2021 LiteSpeed Technologies Inc"],
    texts: ["MIT"],
  },
  {
    name: "lsquic",
    kind: "library",
    license: "MIT AND BSD-3-Clause",
    ...github("litespeedtech/lsquic"),
    notices: [
      "Copyright (c) 2017 - 2018 LiteSpeed Technologies Inc",
      "Parts of proto-quic: Copyright 2015 The Chromium Authors",
    ],
    texts: ["MIT", "BSD-3-Clause"],
  },
  {
    name: "mimalloc",
    kind: "library",
    license: "MIT",
    ...github("oven-sh/mimalloc", "92ef6587c57b262f6e6abf513f7776a2f8d12aeb"),
    address: "https://github.com/microsoft/mimalloc",
    notices: ["Copyright (c) 2018, Microsoft Research, Daan Leijen"],
    texts: ["MIT"],
  },
  {
    name: "picohttpparser",
    kind: "library",
    license: "MIT OR Artistic-1.0-Perl OR GPL-1.0-or-later",
    ...github("h2o/picohttpparser", "f4d94b48b31e0abae029ebeafcfd9ca0680ede58"),
    notices: ["Copyright (c) 2009-2014 Kazuho Oku, Tokuhiro Matsuno, Daisuke Murase, Shigeo Mitsunari"],
    texts: ["MIT"],
  },
  {
    name: "zstd",
    kind: "library",
    license: "BSD-3-Clause OR GPL-2.0-only",
    ...github("facebook/zstd", "f8745da6ff1ad1e7bab384bd1f9d742439278e99"),
    notices: ["Copyright (c) Meta Platforms, Inc. and affiliates"],
    texts: ["BSD-3-Clause"],
  },
  {
    name: "simdutf",
    kind: "library",
    license: "Apache-2.0",
    ...github("simdutf/simdutf"),
    notices: ["Copyright 2021 The simdutf authors"],
    texts: ["Apache-2.0"],
  },
  {
    name: "tinycc",
    kind: "library",
    license: "LGPL-2.1-or-later",
    ...github("oven-sh/tinycc", "05f0fafaa3be31e31d7b4b5c17dc60f62c991171"),
    address: "https://github.com/tinycc/tinycc",
    texts: ["LGPL-2.1"],
    systems: ["linux", "darwin", "windows"],
  },
  {
    name: "uSockets",
    kind: "library",
    license: "Apache-2.0",
    ...github("uNetworking/uSockets"),
    texts: ["Apache-2.0"],
  },
  {
    name: "zlib-ng",
    kind: "library",
    license: "Zlib",
    ...github("zlib-ng/zlib-ng", "12731092979c6d07f42da27da673a9f6c7b13586"),
    notices: ["(C) 1995-2025 Jean-loup Gailly and Mark Adler"],
    texts: ["Zlib"],
  },
  {
    name: "c-ares",
    kind: "library",
    license: "MIT",
    ...github("c-ares/c-ares", "c7a3138dcfe3bb0eaaf10c0c24c36dc66dc790ab"),
    notices: [
      "Copyright (c) 1998 Massachusetts Institute of Technology",
      "Copyright (c) 2007 - 2023 Daniel Stenberg with many contributors",
    ],
    texts: ["c-ares"],
  },
  {
    name: "libicu",
    kind: "library",
    license: "Unicode-3.0",
    address: "https://github.com/unicode-org/icu",
    version: "78.3",
    purl: "pkg:generic/icu@78.3",
    notices: ["Copyright (c) Unicode, Inc., and others, named below"],
    texts: ["ICU"],
    systems: ["linux", "windows", "freebsd", "android"],
  },
  {
    name: "libbase64",
    kind: "library",
    license: "BSD-2-Clause",
    ...github("aklomp/base64"),
    notices: [
      "Copyright (c) 2005-2007, Nick Galbreath",
      "Copyright (c) 2015-2017, Wojciech Mula",
      "Copyright (c) 2016-2017, Matthieu Darbois",
      "Copyright (c) 2013-2022, Alfred Klomp",
    ],
    texts: ["BSD-2-Clause"],
  },
  {
    name: "libuv",
    kind: "library",
    license: "MIT",
    ...github("libuv/libuv"),
    notices: [
      "Copyright (c) 2015-present libuv project contributors",
      "Copyright Joyent, Inc. and other Node contributors",
    ],
    texts: ["libuv"],
    systems: ["windows"],
  },
  {
    name: "libdeflate",
    kind: "library",
    license: "MIT",
    ...github("ebiggers/libdeflate", "92e6a0db9fa848d742f9eb286c92afc60f2c3dda"),
    notices: ["Copyright 2016, 2018 Eric Biggers"],
    texts: ["MIT"],
  },
  {
    name: "libjpeg-turbo",
    kind: "library",
    license: "BSD-3-Clause AND IJG AND Zlib",
    ...github("libjpeg-turbo/libjpeg-turbo"),
    notices: [
      "Copyright (C) 1991-2026 The libjpeg-turbo Project and many others",
      "This software is based in part on the work of the Independent JPEG Group",
    ],
    texts: ["BSD-3-Clause", "IJG", "Zlib"],
  },
  {
    name: "libspng",
    kind: "library",
    license: "BSD-2-Clause AND libpng-2.0",
    ...github("randy408/libspng"),
    notices: [
      "Copyright (c) 2018-2021, Randy <randy408@protonmail.com>",
      "Parts of libpng: PNG Reference Library License version 2, whose text is with the sources",
    ],
    texts: ["BSD-2-Clause"],
  },
  {
    name: "libwebp",
    kind: "library",
    license: "BSD-3-Clause",
    ...github("webmproject/libwebp"),
    notices: ["Copyright (C) 2010, Google Inc."],
    texts: ["libwebp"],
  },
  {
    name: "highway",
    kind: "library",
    license: "Apache-2.0",
    ...github("google/highway"),
    notices: ["Copyright (c) The Highway Project Authors"],
    texts: ["Apache-2.0"],
  },
  {
    name: "HdrHistogram_c",
    kind: "library",
    license: "CC0-1.0 OR BSD-2-Clause",
    ...github("HdrHistogram/HdrHistogram_c"),
    notices: [
      "Copyright (c) 2012, 2013, 2014 Gil Tene",
      "Copyright (c) 2014 Michael Barker",
      "Copyright (c) 2014 Matt Warren",
    ],
    texts: ["HdrHistogram"],
  },
  {
    name: "llhttp",
    kind: "library",
    license: "MIT",
    address: "https://github.com/nodejs/llhttp",
    version: "9.4.2",
    purl: "pkg:github/nodejs/llhttp@v9.4.2",
    notices: ["Copyright Fedor Indutny, 2018"],
    texts: ["MIT"],
  },
  {
    name: "sqlite",
    kind: "library",
    license: "blessing",
    address: "https://sqlite.org/copyright.html",
    version: "3.53.4",
    purl: "pkg:generic/sqlite@3.53.4",
    texts: ["blessing"],
    systems: ["linux", "windows", "freebsd", "android"],
  },
  {
    name: "uWebSockets (a fork)",
    kind: "library",
    license: "Apache-2.0",
    ...github("jarred-sumner/uwebsockets"),
    texts: ["Apache-2.0"],
  },
  {
    name: "TigerBeetle, parts of its IO code",
    kind: "library",
    license: "Apache-2.0",
    ...github("tigerbeetle/tigerbeetle"),
    texts: ["Apache-2.0"],
  },
];

/** What Bun 1.4.4 is made of. */
export const RUNTIME_1_4_4: RuntimeAccount = { version: "1.4.4", parts: [...LIBRARIES, ...POLYFILLS_1_4_4] };

/** Where a library comes from; Bun has forks of some, which are what it is made of. */
function github(
  repository: string,
  commit?: string,
): Pick<RuntimePart, "address" | "purl"> & { readonly version?: string } {
  const purl = `pkg:github/${repository.toLowerCase()}`;
  const address = `https://github.com/${repository}`;
  return commit === undefined ? { address, purl } : { address, version: commit, purl: `${purl}@${commit}` };
}
