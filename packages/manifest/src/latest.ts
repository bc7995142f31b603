/** `latest.json`, as Tauri's updater reads it. */

import { detailLines, type Fault } from "@slipway/fault";

import { checkLatest } from "./check-latest.ts";
import { manifestFault } from "./faults.ts";
import type { Latest } from "./latest-types.ts";
import { LIMITS } from "./limits.ts";
import { type FileText, textOf } from "./text.ts";

/**
 * Reads `latest.json`. Fields that are not Tauri's are ignored, so a superset can be read. Leading `v`s of the
 * version are dropped, `name` stands for `version`, and `null` stands for absent, as in `RemoteRelease` of Tauri's
 * `plugins/updater/src/updater.rs`. Signatures are not verified here.
 *
 * @throws Fault `latest-invalid`; `details` has the first problems
 */
export function parseLatest(file: FileText): Latest {
  const text = textOf(file, { maxBytes: LIMITS.latestBytes, refuse: (state) => invalidLatest(state, {}) });
  return checked(parseJson(text));
}

/**
 * The canonical text: two spaces, fixed key order, platforms sorted by code unit, a line end at the end.
 *
 * @throws Fault `latest-invalid`; nothing is written that `parseLatest` would refuse
 */
export function renderLatest(latest: Latest): string {
  const { version, notes, pub_date, platforms } = checked(latest);
  const entries = Object.keys(platforms)
    .toSorted()
    .map((key) => [key, platforms[key]] as const);
  const text = `${JSON.stringify({ version, notes, pub_date, platforms: Object.fromEntries(entries) }, null, 2)}\n`;
  if (Buffer.byteLength(text) <= LIMITS.latestBytes) return text;
  throw invalidLatest(`larger than ${LIMITS.latestBytes} bytes`, {});
}

function checked(value: unknown): Latest {
  const { latest, problems } = checkLatest(value);
  if (latest !== undefined) return latest;
  const details = detailLines(problems, (problem) => problem);
  throw invalidLatest(problems.length === 1 ? "1 problem" : `${problems.length} problems`, { details });
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (cause) {
    throw invalidLatest("not JSON", { cause });
  }
}

function invalidLatest(
  state: string,
  more: { readonly details?: readonly string[]; readonly cause?: unknown },
): Fault {
  return manifestFault("latest-invalid", {
    message: `Cannot use "latest.json": ${state}`,
    hint: "Make it again from a complete release",
    ...more,
  });
}
