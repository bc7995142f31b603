/** `get_status` and `shutdown`: what the daemon says of itself. */

import {
  array,
  boolean,
  integer,
  method,
  type Method,
  nothing,
  nullable,
  object,
  oneOf,
  optional,
  string,
} from "@slipway/rpc";

import { type NoParams, noParams } from "./no-params.ts";
import { type AccountView, accountView, SECRET_PLACES } from "./accounts.ts";

export type StatusParams = {
  /** Also say what needs a look at the disk. */
  readonly details?: boolean | undefined;
};

export type Status = {
  readonly status: "running";
  readonly name: "chatty-daemon";
  readonly version: string;
  readonly pid: number;
  readonly uptime_ms: number;
  /** As `process.platform` has it. */
  readonly os: string;
  /** As `process.arch` has it. */
  readonly cpu: string;
  /** Whether it belongs to one owner or is shared. */
  readonly mode: "stdio" | "socket";
  /** Connections that are open, this one included. */
  readonly clients: number;
  /** Runs of this daemon that run. */
  readonly running: number;
  readonly details?: StatusDetails | undefined;
};

export type StatusDetails = {
  readonly data_folder: string;
  /** Null where the history cannot be used: a notice says why. */
  readonly webhooks: { readonly pending: number; readonly dead: number } | null;
  /** Null where they cannot be listed: a notice says why. */
  readonly accounts: readonly AccountView[] | null;
  /** Where secrets are kept; null until something needed one. */
  readonly secrets: (typeof SECRET_PLACES)[number] | null;
  /** Whether it was started with `CHATTY_WEBHOOK_URL`. */
  readonly webhook_set: boolean;
  /** What the owner should know, e.g. that a damaged database was moved aside, or what in the settings is wrong. */
  readonly notices: readonly Notice[];
};

export type Notice = {
  /** Without a full stop. */
  readonly message: string;
  /** The next move; null where there is none, or the message says it. */
  readonly hint: string | null;
  /** Whether no run can be started because of it. */
  readonly stops_runs: boolean;
};

export type StatusProtocol = {
  readonly get_status: Method<StatusParams, Status>;
  readonly shutdown: Method<NoParams, null>;
};

const details = object({
  data_folder: string(),
  webhooks: nullable(object({ pending: integer(), dead: integer() })),
  accounts: nullable(array(accountView)),
  secrets: nullable(oneOf(SECRET_PLACES)),
  webhook_set: boolean(),
  notices: array(object({ message: string(), hint: nullable(string()), stops_runs: boolean() })),
});

export const statusProtocol: StatusProtocol = {
  get_status: method({
    description: "Says that the daemon runs, and how it does",
    params: object({ details: optional(boolean()) }),
    result: object({
      status: oneOf(["running"]),
      name: oneOf(["chatty-daemon"]),
      version: string(),
      pid: integer(),
      uptime_ms: integer(),
      os: string(),
      cpu: string(),
      mode: oneOf(["stdio", "socket"]),
      clients: integer(),
      running: integer(),
      details: optional(details),
    }),
  }),
  shutdown: method({
    description: "Ends the daemon: what runs is interrupted, and what was acknowledged is kept",
    params: noParams,
    result: nothing(),
  }),
};
