/** Under what a release is made a second time: all that should not matter, and as different as this machine allows. */

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { clockLibrary } from "./clock-library.ts";

export type Circumstances = {
  /** The whole environment of the second run. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly umask: number;
  /** How many jobs may run at once. */
  readonly concurrency: number;
  /** The library that is to show it another time, where one is installed. */
  readonly clockLibrary: string | undefined;
  readonly first: FirstCircumstances;
};

/** As they are in the first run. */
export type FirstCircumstances = {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly umask: number;
  readonly timeZone: string;
  readonly concurrency: number;
};

export const CLOCK_DAYS = 400;
/** UTC+14 and UTC-11: the date is another one for most of the day. */
const TIME_ZONES = ["Pacific/Kiritimati", "Pacific/Pago_Pago"] as const;
/** Turkish has two kinds of i, so that upper and lower case differ from English. */
const LOCALES = ["tr_TR.UTF-8", "de_DE.UTF-8"] as const;
const UMASKS = [0o077, 0o022] as const;

/** Where programs keep what they can make again (XDG Base Directory Specification; Bun's and npm's own). */
const CACHE_VARIABLES = [
  "XDG_CACHE_HOME",
  "BUN_INSTALL_CACHE_DIR",
  "BUN_RUNTIME_TRANSPILER_CACHE_PATH",
  "npm_config_cache",
];

/** Variables that say which repository git works on, as within one of its hooks (git-rev-parse, --local-env-vars). */
const REPOSITORY_VARIABLES = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_COMMON_DIR",
  "GIT_INDEX_FILE",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_PREFIX",
];

/** What the second run differs in from `first`. Its home and its folder for temporary files are made in `folder`. */
export function otherCircumstances(folder: string, first: FirstCircumstances): Circumstances {
  const home = join(folder, "home");
  const temporary = join(folder, "tmp");
  for (const path of [home, temporary]) mkdirSync(path);
  const timeZone = otherThan(TIME_ZONES, first.timeZone);
  const locale = otherThan(LOCALES, first.variables["LC_ALL"] ?? first.variables["LANG"]);
  const umask = otherThan(UMASKS, first.umask);
  // One fewer takes hardly longer, and the jobs meet in another way.
  const concurrency = first.concurrency === 1 ? 2 : first.concurrency - 1;
  const library = clockLibrary();
  const clock = library === undefined ? {} : clockVariables(library, first.variables["LD_PRELOAD"]);
  return {
    variables: {
      ...withoutRepository(first.variables),
      ...gitSettings(first.variables),
      ...all(["HOME", "USERPROFILE"], home),
      ...all(["TMPDIR", "TEMP", "TMP"], temporary),
      ...all(CACHE_VARIABLES, join(home, ".cache")),
      ...all(["LC_ALL", "LANG"], locale),
      TZ: timeZone,
      ...clock,
    },
    umask,
    concurrency,
    clockLibrary: library,
    first,
  };
}

function all(names: readonly string[], value: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

function otherThan<Value>(values: readonly [Value, Value], current: unknown): Value {
  return values[0] === current ? values[1] : values[0];
}

function withoutRepository(variables: FirstCircumstances["variables"]): FirstCircumstances["variables"] {
  return Object.fromEntries(
    Object.entries(variables).filter(([name]) => !REPOSITORY_VARIABLES.includes(name)),
  );
}

/** Git decides what is a change by the user's settings, such as for line ends; they are no circumstance. */
function gitSettings(variables: FirstCircumstances["variables"]): Readonly<Record<string, string>> {
  const home = variables["HOME"] ?? variables["USERPROFILE"];
  if (variables["GIT_CONFIG_GLOBAL"] !== undefined || home === undefined) return {};
  const settings = [".gitconfig", join(".config", "git", "config")].map((name) => join(home, name));
  const found = settings.find((path) => existsSync(path));
  return found === undefined ? {} : { GIT_CONFIG_GLOBAL: found };
}

/**
 * libfaketime (its README, "Using libfaketime"): durations and the times of files stay true, since what waits and what
 * looks for changed files would be misled.
 */
function clockVariables(library: string, preloaded: string | undefined): Readonly<Record<string, string>> {
  return {
    LD_PRELOAD: preloaded === undefined || preloaded === "" ? library : `${library}:${preloaded}`,
    FAKETIME: `+${CLOCK_DAYS}d`,
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    NO_FAKE_STAT: "1",
  };
}

/** What libfaketime leaves in shared memory for a process that does not end through the C library, as Bun does. */
export function clockRemains(processId: number): readonly string[] {
  return [`/dev/shm/faketime_shm_${processId}`, `/dev/shm/sem.faketime_sem_${processId}`];
}
