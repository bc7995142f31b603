/** Makes short, harmless text of what somebody else wrote. */

import { ACCOUNT_LIMITS } from "./limits.ts";

/** At most 200 printable characters, for messages. */
export function quoted(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/gu, "?").slice(0, ACCOUNT_LIMITS.quotedCharacters);
}
