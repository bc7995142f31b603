/** Questions that went wrong for reasons that pass are asked again. */

import { type Env, throwIfInterrupted } from "@slipway/build";

import { isPassing } from "./faults.ts";
import { LIMITS, type Patience } from "./limits.ts";
import { pause } from "./pause.ts";

/** What `ask` gives; it must change nothing. After so many failures the last one is thrown. */
export async function tryAgain<Answer>(
  ask: () => Promise<Answer>,
  { env, patience }: { readonly env: Env; readonly patience: Patience },
): Promise<Answer> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await ask();
    } catch (error) {
      throwIfInterrupted(env);
      if (!isPassing(error) || failures > LIMITS.questionFailures) throw error;
      const waitMs = patience.baseMs * 2 ** (failures - 1);
      if (error instanceof Error) env.report({ kind: "note", text: againText(error.message, waitMs) });
      await pause(waitMs, env.signal);
      throwIfInterrupted(env);
    }
  }
}

/** What is told before a wait. */
export function againText(found: string, waitMs: number): string {
  return `${found}, trying again in ${waitMs / 1000} s`;
}
