/** Says what was not the same in the second run: by what that run saw, where it can be seen. */

import { CLOCK_DAYS, type Circumstances } from "./circumstances.ts";

/** What the process of the second release says of itself. */
export type Seen = {
  /** How far its clock is ahead of ours. */
  readonly aheadMs: number;
  readonly timeZone: string;
};

export type Varied = {
  /** In words, one each. */
  readonly varied: readonly string[];
  /** What was the same, and why. */
  readonly notVaried: readonly string[];
};

const DAY_MS = 24 * 60 * 60 * 1000;

/** What differed between the first run and one under `circumstances` that saw `seen`. */
export function whatVaried(circumstances: Circumstances, seen: Seen): Varied {
  const { first, umask, concurrency, variables } = circumstances;
  const clockVaried = Math.round(seen.aheadMs / DAY_MS) === CLOCK_DAYS;
  const zoneVaried = seen.timeZone !== first.timeZone;
  return {
    varied: [
      "folder: another name, with a blank and a letter beyond ASCII, and another depth",
      `umask: ${octal(umask)} instead of ${octal(first.umask)}`,
      ...(zoneVaried ? [`time zone: ${seen.timeZone} instead of ${first.timeZone}`] : []),
      `locale: ${variables["LC_ALL"]} in LC_ALL and LANG`,
      ...(clockVaried ? [`clock: ${CLOCK_DAYS} days later`] : []),
      "order of the jobs: reversed",
      `jobs at once: ${concurrency} instead of ${first.concurrency}`,
      "times and modes of the sources",
      "home, folder for temporary files and caches: new and empty",
    ],
    notVaried: [
      ...(clockVaried ? [] : [`clock: ${noClockReason(circumstances)}`]),
      ...(zoneVaried ? [] : [`time zone: ${variables["TZ"]} has no effect on this machine`]),
    ],
  };
}

function octal(umask: number): string {
  return umask.toString(8).padStart(3, "0");
}

function noClockReason({ clockLibrary }: Circumstances): string {
  if (clockLibrary !== undefined) return `${clockLibrary} has no effect on this machine`;
  return process.platform === "linux" ? "faketime is not installed" : "this system has no way to do it";
}
