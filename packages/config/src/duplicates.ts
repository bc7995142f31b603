/** Finds what a configuration names twice: one of them was meant to be something else, or is there for nothing. */

import { posix } from "node:path";

import type { Problem } from "./problems.ts";
import type { ParsedConfig } from "./types.gen.ts";

/** A problem for each target or worker that an earlier one of its list equals, and for entries among workers. */
export function duplicateProblems(parsed: ParsedConfig): readonly Problem[] {
  return [
    ...repeatedIn(parsed.targets ?? [], "targets"),
    ...Object.entries(parsed.apps).flatMap(([name, app]) => [
      ...repeatedIn(app.targets ?? [], `apps.${name}.targets`),
      ...repeatedIn(app.workers, `apps.${name}.workers`),
      ...app.workers.flatMap((worker, index) =>
        posix.normalize(worker) === posix.normalize(app.entry)
          ? [
              {
                path: `apps.${name}.workers[${index}]`,
                text: `"${worker}" is the entry, which cannot be a worker too. Put the worker's code into a file of its own`,
              },
            ]
          : [],
      ),
    ]),
  ];
}

/** Paths are the same however they are spelled; names of targets have one spelling. */
function repeatedIn(list: readonly string[], path: string): readonly Problem[] {
  const known = list.map((text) => posix.normalize(text));
  return list.flatMap((text, index) =>
    known.indexOf(posix.normalize(text)) === index
      ? []
      : [{ path: `${path}[${index}]`, text: `"${text}" is there already. Remove one of them` }],
  );
}
