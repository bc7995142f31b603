/**
 * What an app reads to know which build it is. Slipway puts the values into every executable it compiles; in a
 * checkout there are none. It has no dependencies: it ends up inside other people's executables.
 */

/** @internal Not declared to apps, which may have no types of Bun. */
declare module "bun" {
  // The compiler replaces these names where they are written with a dot, and only there.
  interface Env {
    readonly SLIPWAY_VERSION?: string;
    readonly SLIPWAY_COMMIT?: string;
    readonly SLIPWAY_DATE?: string;
  }
}

const COMMIT_DIGITS = 12;
/** `2026-11-20` of a date and a time. */
const DATE_CHARACTERS = 10;

/** The version that was released, e.g. `1.4.0` or `1.4.0-snapshot.c0ffee`; undefined in a checkout. */
export const version: string | undefined = valueOf(process.env.SLIPWAY_VERSION);

/**
 * Full id of the commit it was made from, with `-dirty` behind it when files differed; undefined in a checkout, and where
 * there is no version control.
 */
export const commit: string | undefined = valueOf(process.env.SLIPWAY_COMMIT);

/** The commit's date, e.g. `2026-11-20T08:00:00Z`; undefined in a checkout. Without version control it says 1980-01-01. */
export const date: string | undefined = valueOf(process.env.SLIPWAY_DATE);

/**
 * What `--version` prints: `1.4.0 (c0ffee123456, 2026-11-20)`; without a commit the date alone, in a checkout only
 * the version given.
 */
export function versionText(options: { readonly inCheckout: string }): string {
  const made = [shortCommit(), date?.slice(0, DATE_CHARACTERS)].filter(Boolean).join(", ");
  const shown = version ?? options.inCheckout;
  return made === "" ? shown : `${shown} (${made})`;
}

function shortCommit(): string | undefined {
  const [id, mark] = commit?.split("-", 2) ?? [];
  return mark === undefined ? id?.slice(0, COMMIT_DIGITS) : `${id?.slice(0, COMMIT_DIGITS)}-${mark}`;
}

/** The compiler replaces what stands in `process.env` by text, and what is not known by an empty one. */
function valueOf(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text;
}
