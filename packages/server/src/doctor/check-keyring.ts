/** Where secrets of accounts go. */

import { LIMITS } from "../limits.ts";
import { type Finding, ok, warning } from "./finding.ts";

import type { Variables } from "../settings/variables.ts";

const CHECK = "keyring";

export type KeyringOptions = {
  /** What an answer is; left out: the system's keyring. */
  readonly ask?: () => Promise<unknown>;
  readonly waitMs?: number;
};

/** Asks the keyring for something that is not in it. That there is none is no failure: then there is an encrypted file. */
export async function checkKeyring(
  variables: Variables,
  { ask = askKeyring, waitMs = LIMITS.keyringMs }: KeyringOptions = {},
): Promise<Finding> {
  if (variables["CHATTY_KEYRING"] === "off")
    return ok(CHECK, "off by CHATTY_KEYRING: secrets are in an encrypted file");
  const { promise: late, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), waitMs);
  try {
    const answer = await Promise.race([ask(), late]);
    if (answer !== "late") return ok(CHECK, "the system's keyring answers");
    return warning(CHECK, {
      found: `the system's keyring has not answered within ${waitMs / 1000} seconds`,
      hint: "Unlock it, or set CHATTY_KEYRING=off to keep secrets in an encrypted file",
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return ok(CHECK, `none here (${reason}): secrets are in an encrypted file`);
  } finally {
    clearTimeout(timer);
  }
}

function askKeyring(): Promise<unknown> {
  return Bun.secrets.get({ service: "chatty", name: "doctor" });
}
