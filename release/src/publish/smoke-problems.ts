/** Executables that nothing ran: every one was run, with all the code in it, or a waiver says why not. */

import { type BuildRecord, type ExecutableEntry, isWhollyRun } from "@slipway/build";
import type { Config } from "@slipway/config";
import type { Fault } from "@slipway/fault";

import { publishFault } from "./faults.ts";
import type { RecordedRelease } from "./local-release.ts";

type NotRun = { readonly app: string; readonly target: string; readonly why: string };

/** One fault for all of them, with one line for each reason. One that failed is never waived. */
export function smokeProblems(
  config: Config,
  { local, record }: { readonly local: RecordedRelease; readonly record: BuildRecord | undefined },
): readonly Fault[] {
  const entries = record?.executables ?? [];
  const wanted = config.apps.flatMap(({ name, targets }) => targets.map((target) => ({ app: name, target })));
  const found = wanted.flatMap(({ app, target }): readonly NotRun[] => {
    const entry = entries.find((candidate) => candidate.app === app && candidate.target === target);
    const isReleased = entry !== undefined && local.files.some(({ sha256 }) => sha256 === entry.sha256);
    const why = isReleased
      ? whyNotRun(entry, config.waivers)
      : "dist/build.json does not have the executable of the release";
    return why === undefined ? [] : [{ app, target, why }];
  });
  const [first] = found;
  if (first === undefined) return [];
  const { app, target } = first;
  return [
    publishFault("not-smoked", {
      message: `Cannot publish ${local.tag}: nothing shows that ${found.length === 1 ? "1 executable runs" : `${found.length} executables run`}`,
      details: linesOf(found),
      hint: `Run slipway smoke where they run and merge the records, or waive them with a reason: publish: { waive: { "${app}": { "${target}": "why" } } }`,
    }),
  ];
}

function whyNotRun({ app, target, smoke }: ExecutableEntry, waivers: Config["waivers"]): string | undefined {
  if (isWhollyRun(target, smoke)) return undefined;
  if (smoke.kind === "failed") return "its smoke runs failed";
  if (waivers[app]?.[target] !== undefined) return undefined;
  return smoke.kind === "not-run" ? smoke.reason : `only ${smoke.slices?.join(", ") ?? "a part"} ran`;
}

/** Apps of which the same targets were not run for the same reason share a line. */
function linesOf(found: readonly NotRun[]): readonly string[] {
  const targets = groupsOf(found, ({ app, why }) => `${app}: ${why}`).map((group) => ({
    app: group[0].app,
    text: `${group.map(({ target }) => target).join(", ")}: ${group[0].why}`,
  }));
  return groupsOf(targets, ({ text }) => text).map(
    (group) => `${group.map(({ app }) => app).join(" and ")} for ${group[0].text}`,
  );
}

/** In the order in which their keys are first there. */
function groupsOf<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
