/** The packages Bun 1.4.4 embeds and injects where they are imported; its account has no versions of them. */

import type { RuntimePart } from "./runtime-parts.ts";

/** Copyright notices by name; none where only the package has them. */
const NOTICES: Readonly<Record<string, readonly string[]>> = {
  acorn: ["Copyright (C) 2012-2022 by various contributors (see AUTHORS)"],
  "acorn-walk": ["Copyright (C) 2012-2022 by various contributors (see AUTHORS)"],
  assert: [],
  "browserify-zlib": ["Copyright (c) 2014-2015 Devon Govett <devongovett@gmail.com>"],
  buffer: ["Copyright (c) 2013 Feross Aboukhadijeh, and other contributors."],
  "constants-browserify": [],
  "crypto-browserify": [],
  "domain-browser": [],
  events: [],
  "https-browserify": [],
  "os-browserify": [],
  "path-browserify": ["Copyright 2018 James Halliday"],
  process: [],
  punycode: ["Copyright Mathias Bynens <https://mathiasbynens.be/>"],
  "querystring-es3": [],
  "stream-browserify": [],
  "stream-http": [],
  string_decoder: [],
  "timers-browserify": [],
  "tty-browserify": [],
  url: [],
  util: [],
  "vm-browserify": ["Copyright (c) 2020 James Halliday"],
};

/** All are under the MIT license. */
export const POLYFILLS_1_4_4: readonly RuntimePart[] = Object.entries(NOTICES).map(([name, notices]) => ({
  name,
  kind: "polyfill",
  license: "MIT",
  purl: `pkg:npm/${name}`,
  ...(notices.length === 0 ? {} : { notices }),
  texts: ["MIT"],
}));
