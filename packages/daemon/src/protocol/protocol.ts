/** Everything chatty-daemon can be asked: the one declaration, for the daemon and for those who call it. */

import { type AccountsProtocol, accountsProtocol } from "./accounts.ts";
import { type RunsProtocol, runsProtocol } from "./runs.ts";
import { type StatusProtocol, statusProtocol } from "./status.ts";

export type DaemonProtocol = StatusProtocol & RunsProtocol & AccountsProtocol;

export const daemonProtocol: DaemonProtocol = { ...statusProtocol, ...runsProtocol, ...accountsProtocol };
