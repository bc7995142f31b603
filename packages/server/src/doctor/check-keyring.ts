/** Where secrets of accounts go. */

import { LIMITS } from "../limits.ts";
import { type Finding, ok, warning } from "./finding.ts";

import type { Variables } from "../settings/variables.ts";

const CHECK = "keyring";

/** Asks the keyring for something that is not in it. That there is none is no failure: then there is an encrypted file. */
export async function checkKeyring(variables: Variables): Promise<Finding> {
  if (variables["CHATTY_KEYRING"] === "off")
    return ok(CHECK, "off by CHATTY_KEYRING: secrets are in an encrypted file");
  const { promise: late, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), LIMITS.keyringMs);
  try {
    const answer = await Promise.race([Bun.secrets.get({ service: "chatty", name: "doctor" }), late]);
    if (answer !== "late") return ok(CHECK, "the system's keyring answers");
    return warning(CHECK, {
      found: `the system's keyring has not answered within ${LIMITS.keyringMs / 1000} seconds`,
      hint: "Unlock it, or set CHATTY_KEYRING=off to keep secrets in an encrypted file",
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return ok(CHECK, `none here (${reason}): secrets are in an encrypted file`);
  } finally {
    clearTimeout(timer);
  }
}
