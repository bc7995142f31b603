/** Brings one file of a tap to where it should be, whatever others do there at the same time. */

import { type Env, inTemporaryFolder, throwIfInterrupted } from "@slipway/build";

import type { Patience } from "../../../publish/limits.ts";
import { pause } from "../../../publish/pause.ts";
import { isPassing } from "../../faults.ts";
import { LIMITS } from "../../limits.ts";
import { type TapAccess, tapEnvironment } from "./tap-environment.ts";
import type { TapPlace } from "./tap-git.ts";
import { bringBranch, commitOn, pushTo, type TapFile, textOn } from "./tap-repository.ts";

export type TapUpdate = TapFile & {
  readonly access: TapAccess;
  /** As people know the tap. */
  readonly label: string;
  readonly branch: string | undefined;
  readonly message: string;
  /** Why the text that is there stays; undefined where ours takes its place. May throw a fault. */
  readonly stays: (found: string) => string | undefined;
  readonly patience: Patience;
};

/** Undefined when ours was put there, or could be; else why nothing is to be done. */
export type TapOutcome = string | undefined;

/**
 * Looks at the tap and finds out whether it would take ours; changes nothing.
 *
 * @throws Fault of the tap.
 */
export async function tryTap(update: TapUpdate, env: Env): Promise<TapOutcome> {
  return repeated(update, env, { attempts: LIMITS.questions, isTrial: true });
}

/**
 * Puts ours into the tap, once. Whether an earlier try did it before it was cut off, the tap itself says.
 *
 * @throws Fault of the tap.
 */
export async function updateTap(update: TapUpdate, env: Env): Promise<TapOutcome> {
  return repeated(update, env, { attempts: LIMITS.attempts, isTrial: false });
}

type How = { readonly attempts: number; readonly isTrial: boolean };

/** Each try begins anew, with the tap as it is then. */
async function repeated(update: TapUpdate, env: Env, { attempts, isTrial }: How): Promise<TapOutcome> {
  const { access, label, patience } = update;
  const environment = tapEnvironment(env.variables, access);
  const timeoutMs = patience.answerTimeoutMs * LIMITS.gitAnswers;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTemporaryFolder(async (folder) =>
        once({ label, url: access.url, folder, environment, timeoutMs, signal: env.signal }, update, isTrial),
      );
    } catch (error) {
      throwIfInterrupted(env);
      if (!isPassing(error) || attempt >= attempts) throw error;
      await pause(patience.baseMs * 2 ** (attempt - 1), env.signal);
      throwIfInterrupted(env);
    }
  }
}

async function once(place: TapPlace, update: TapUpdate, isTrial: boolean): Promise<TapOutcome> {
  const branch = await bringBranch(place, update.branch);
  const found = await textOn(place, branch, update.path);
  const reason = found === undefined ? undefined : update.stays(found);
  if (reason !== undefined) return reason;
  const commit = await commitOn(place, branch, update);
  await pushTo(place, branch, { commit, isTrial });
  return undefined;
}
