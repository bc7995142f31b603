import { shownName } from "../commands/shown.ts";

/** One thing wrong with a configuration. */
export type Problem = {
  /** From the configuration's root: names and positions in lists. */
  readonly path: readonly PropertyKey[];
  /** What was found and what is wanted. */
  readonly text: string;
};

/** `commands.deploy.does.argv[2]`, on one line whatever the names are. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, at) =>
      typeof step === "number" ? `[${step}]` : `${at === 0 ? "" : "."}${shownName(String(step))}`,
    )
    .join("");
}
