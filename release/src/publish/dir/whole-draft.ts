/** Whether a draft in a folder has all that its own list says: what is missing is no sign of damage there. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parseChecksums } from "@slipway/build";
import { Fault } from "@slipway/fault";

import { CHECKSUMS_FILE, SIGNATURE_SUFFIX } from "../../plan/plan.ts";
import { publishFault } from "../faults.ts";
import { isPart } from "./look-into.ts";

/**
 * The draft of a tag is no longer being made; whether it is sound is not looked at.
 *
 * @throws Fault `no-draft`.
 */
export function expectWholeDraft(folder: string, tag: string): void {
  const names = readdirSync(folder);
  const isWhole = !names.some(isPart) && listedIn(folder)?.every((name) => names.includes(name)) === true;
  if (isWhole) return;
  throw publishFault("no-draft", {
    message: `Cannot verify the draft of ${tag}: it is not whole yet`,
    hint: "Finish it: slipway publish --draft",
  });
}

/** The names in the draft's list; undefined where there is none that can be read. */
function listedIn(folder: string): readonly string[] | undefined {
  const path = join(folder, CHECKSUMS_FILE);
  if (!existsSync(path)) return undefined;
  try {
    const listed = parseChecksums(readFileSync(path, "utf8"), CHECKSUMS_FILE);
    return [...[...listed].map(([name]) => name), CHECKSUMS_FILE + SIGNATURE_SUFFIX];
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
