/** Catches the fault a call must end with, so that a test can look at its code and text. */

import { Fault } from "@slipway/fault";

/** Runs `action` and returns the `Fault` it throws or rejects with; anything else fails the test. */
export async function caught(action: () => unknown): Promise<Fault> {
  let outcome: unknown;
  try {
    outcome = await action();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error(`Expected a Fault, got ${JSON.stringify(outcome)}`);
}
