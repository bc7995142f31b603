/** Guesses what a difference comes from, by what stands where the two releases differ. */

export type Cause = { readonly what: string; readonly nextMove: string };

export type Evidence = {
  /** What stands in the first and in the second release at the places where they differ. */
  readonly excerpts: readonly (readonly [first: string, second: string])[];
  /** Absolute paths of the first and the second project, with all that lies around the second. */
  readonly folders: readonly string[];
  /** The variables of the second run. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly modesDiffer: boolean;
};

const TIME =
  /\b\d{10}(?:\d{3})?\b|\b\d{4}-\d\d-\d\d|\b\d\d:\d\d:\d\d\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d/u;

/** How a time zone is written: `GMT+0200`, `+02:00`. */
const ZONE = /(?:\bGMT|\bUTC)[+-]\d{1,4}|[+-]\d\d:\d\d\b/u;

/** The cause that the evidence speaks for, or that it is unknown. */
export function likelyCause(evidence: Evidence): Cause {
  const { excerpts, folders, variables } = evidence;
  const texts = excerpts.flat();
  const has = (part: string | undefined): boolean =>
    part !== undefined && part !== "" && texts.some((text) => text.includes(part));
  if (has(variables["HOME"]) || has(variables["TMPDIR"])) {
    return {
      what: "the home or the folder for temporary files",
      nextMove: "Keep such paths out of what is built",
    };
  }
  if (folders.some(has)) {
    return {
      what: "the folder that the project lies in",
      nextMove: "Use paths relative to the project in the configuration, in macros and in plugins",
    };
  }
  if (has(variables["TZ"]) || excerpts.some(([one, two]) => ZONE.exec(one)?.[0] !== ZONE.exec(two)?.[0])) {
    return { what: "the time zone", nextMove: "Name a time zone where the build writes a time, e.g. UTC" };
  }
  if (has(variables["LC_ALL"])) {
    return { what: "the locale", nextMove: "Name a locale where the build writes or sorts words" };
  }
  if (texts.some((text) => TIME.test(text))) {
    return {
      what: "the clock",
      nextMove:
        "Use the commit's date instead: process.env.SLIPWAY_DATE in the app, git log -1 --format=%cI elsewhere",
    };
  }
  if (evidence.modesDiffer) {
    return { what: "the umask", nextMove: "Set modes of files where they are made" };
  }
  return {
    what: "unknown: what changes from run to run, such as random numbers or the order of a list",
    nextMove:
      "Look at what the configuration, macros, plugins and sign commands do, and at the files themselves",
  };
}
