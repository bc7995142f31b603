/** The fault that says how two releases differ. */

import type { Fault } from "@slipway/fault";

import type { ConfigDifference } from "./config-differences.ts";
import { type Explained, type Explanation, MAX_EXPLAINED } from "./explain.ts";
import { twiceFault } from "./faults.ts";
import type { Cause } from "./likely-cause.ts";

/** How many values of the configuration, and how many files that only follow, are named. */
const MAX_VALUES = 5;
const MAX_FOLLOWING = 8;

/** Fault `not-reproducible` with a paragraph for each difference. */
export function differencesFault(found: {
  readonly explanation: Explanation;
  readonly cause: Cause;
  readonly config: readonly ConfigDifference[];
  readonly files: number;
  /** Files of the second release that were kept, relative to `dist`. */
  readonly kept: ReadonlyMap<string, string>;
}): Fault {
  const { explanation, cause, config, files, kept } = found;
  const { explained, following } = explanation;
  const count = explained.length + following.length;
  return twiceFault("not-reproducible", {
    message: `Cannot make the same release twice: ${count} of ${files} files differ, wanted none`,
    details: [
      ...explained.slice(0, MAX_EXPLAINED).flatMap((one) => paragraph(one, kept)),
      ...(explained.length > MAX_EXPLAINED
        ? [
            `${explained.length - MAX_EXPLAINED} more differ: ${listed(explained.slice(MAX_EXPLAINED).map(({ file }) => file))}`,
          ]
        : []),
      ...(following.length === 0
        ? []
        : [
            `${following.length === 1 ? "1 file differs" : `${following.length} files differ`} because of that: ${listed(following)}`,
          ]),
      ...config
        .slice(0, MAX_VALUES)
        .map(({ path, first, second }) => `the configuration gave ${path}: ${first}, then ${second}`),
      `likely cause: ${cause.what}`,
    ],
    hint: cause.nextMove,
  });
}

function listed(files: readonly string[]): string {
  const more = files.length - MAX_FOLLOWING;
  return files.slice(0, MAX_FOLLOWING).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function paragraph(one: Explained, kept: ReadonlyMap<string, string>): readonly string[] {
  const second = kept.get(one.file);
  return [
    `dist/${one.file}: ${description(one)}`,
    ...(one.places.length === 0 ? [] : [`  ${one.places.join("; ")}`]),
    ...one.excerpts.flatMap(([before, after]) => [`  first   ${before}`, `  second  ${after}`]),
    ...(second === undefined ? [] : [`  the second one is kept: dist/${second}`]),
  ];
}

function description(one: Explained): string {
  switch (one.kind) {
    case "only-first":
      return "only the first release has it";
    case "only-second":
      return "only the second release has it";
    case "mode":
      return `its mode is ${one.modes.map((mode) => mode.toString(8)).join(", then ")}`;
    case "record":
      return `it says something else of ${listed(one.entries)}`;
    case "content": {
      const { differingBytes, offset, sizes } = one.bytes;
      const length = sizes[0] === sizes[1] ? "" : `, it has ${sizes[0]} bytes, then ${sizes[1]}`;
      const bytes = differingBytes === 1 ? "1 byte differs" : `${differingBytes} bytes differ`;
      return `${bytes}, the first at offset ${offset}${length}`;
    }
  }
}
