/** Brings one file: what fails for reasons that pass is asked for again. */

import { throwIfInterrupted } from "@slipway/build";

import { pause } from "../../publish/pause.ts";
import { againText } from "../../publish/try-again.ts";
import { downloadFault } from "./faults.ts";
import { fetchFile, type FetchOptions, type FetchOutcome } from "./fetch-file.ts";
import { LIMITS } from "./limits.ts";

/** A file that came, or why there is none. */
export type Brought =
  | Extract<FetchOutcome, { readonly kind: "file" }>
  | { readonly kind: "absent"; readonly text: string };

/**
 * Asks for a file until it is there, or is known not to be.
 *
 * @throws Fault `download-failed`, `download-unsafe`, `download-too-large`, `interrupted`, and file faults.
 */
export async function bringFile(
  address: string,
  options: FetchOptions & {
    /** Whether what is not there may still come. */
    readonly isFresh: boolean;
  },
): Promise<Brought> {
  const { env, patience, file, isFresh, received } = options;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await fetchFile(address, options);
    if (outcome.kind === "file") return outcome;
    const isLate = outcome.kind === "absent" && isFresh;
    const isLast = attempt >= (isLate ? LIMITS.freshAttempts : LIMITS.attempts);
    if (outcome.kind === "absent" && (isLast || !isFresh)) return { kind: "absent", text: outcome.text };
    // A name that was known a moment ago is known again soon.
    const isNowhere = outcome.kind === "nowhere" && !isFresh && received.bytes === 0;
    if (outcome.kind === "refused" || isNowhere || isLast) {
      const times = attempt === 1 ? "" : `, ${attempt} times`;
      throw downloadFault("download-failed", {
        message: `Cannot download "${file}" from "${new URL(address).origin}": ${outcome.text}${times}`,
        hint: "Check the address and the network, and run the command again",
      });
    }
    const waitMs = patience.baseMs * 2 ** (attempt - 1);
    env.report({ kind: "note", text: againText(`${file}: ${outcome.text}`, waitMs) });
    await pause(waitMs, env.signal);
    throwIfInterrupted(env);
  }
}
