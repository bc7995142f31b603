/** What is wrong with settings that are not used yet: whoever uses them says so too late for somebody who looks now. */

import { Fault, shortened } from "@slipway/fault";

import { badIdleTime, idleMsOf } from "../idle-time.ts";
import { signWith } from "../webhooks/signature.ts";

import type { Notice } from "../protocol/status.ts";

export function settingNotices(variables: Readonly<Record<string, string | undefined>>): readonly Notice[] {
  const idle = variables["CHATTY_IDLE"] ?? "";
  const keyring = variables["CHATTY_KEYRING"] ?? "";
  const notices = [...secretNotices(variables)];
  if (idle !== "" && idleMsOf(idle) === undefined)
    notices.push(notice(badIdleTime(shortened(idle)), "Correct CHATTY_IDLE, or unset it"));
  if (keyring !== "" && keyring !== "off")
    notices.push(
      notice(
        `CHATTY_KEYRING is "${shortened(keyring)}", which means nothing`,
        "Set it to off to keep secrets in an encrypted file, or unset it",
      ),
    );
  return notices;
}

/** Where webhooks are sent, those who send them look at it. */
function secretNotices(variables: Readonly<Record<string, string | undefined>>): readonly Notice[] {
  const secret = variables["CHATTY_WEBHOOK_SECRET"] ?? "";
  if (secret === "" || (variables["CHATTY_WEBHOOK_URL"] ?? "") !== "") return [];
  try {
    signWith(secret);
    return [];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [notice(error.message, error.hint)];
  }
}

function notice(message: string, hint: string): Notice {
  return { message, hint, stops_runs: false };
}
