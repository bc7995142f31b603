/** What the daemon says when it cannot go on. */

import { exitCodeOf, faultToText, fileFaultOf } from "@slipway/fault";

import { tell, told } from "./own-process.ts";

/** Says it on standard error and resolves to the exit code. That nobody reads any more is no failure. */
export async function lastWords(thrown: unknown): Promise<number> {
  if (isGone(thrown)) return 0;
  const error = fileFaultOf(thrown) ?? thrown;
  tell(`${faultToText(error)}\n`);
  await told();
  return exitCodeOf(error);
}

function isGone(thrown: unknown): boolean {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "EPIPE";
}
