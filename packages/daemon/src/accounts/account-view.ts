/** An account as it is shown. */

import type { Clock } from "../secrets/clock.ts";
import type { AccountView } from "./account-methods.ts";
import type { AccountRecord } from "./account-records.ts";

/** A token that nobody renews is expired when its time is over. */
export function viewOf(record: AccountRecord, clock: Clock): AccountView {
  const { account, provider, kind, renews, expiresAtMs } = record;
  const isOver = !renews && expiresAtMs !== undefined && expiresAtMs <= clock.nowMs();
  return {
    account,
    provider,
    kind,
    state: isOver ? "expired" : record.state,
    expires_at: expiresAtMs === undefined ? null : new Date(expiresAtMs).toISOString(),
    renews,
  };
}
