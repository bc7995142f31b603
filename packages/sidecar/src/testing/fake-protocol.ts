/** What the sidecar of the tests can be asked. */

import {
  integer,
  method,
  type Method,
  type NoMembers,
  notification,
  type Notification,
  nothing,
  object,
  record,
  string,
} from "@slipway/rpc";

export type FakeProtocol = {
  readonly get_status: Method<NoMembers, { readonly version: string; readonly pid: number }>;
  readonly echo: Method<{ readonly text: string }, { readonly text: string }>;
  readonly get_environment: Method<NoMembers, Readonly<Record<string, string>>>;
  /** Never answers. */
  readonly wait: Method<NoMembers, null>;
  /** Reports progress `to` times. */
  readonly count: Method<{ readonly to: number }, null, number>;
  /** Writes to standard output what is no answer. */
  readonly print: Method<{ readonly text: string }, null>;
  /** Answers with something that is not declared. */
  readonly lie: Method<NoMembers, { readonly text: string }>;
  /** Ends at once. */
  readonly exit: Method<{ readonly code: number }, null>;
  /** Adds a line to a file, so that a test sees how often it was called. */
  readonly append: Method<{ readonly file: string }, null>;
  /** Writes lines to standard error. */
  readonly log: Notification<{ readonly text: string; readonly times: number }>;
};

const none = object({});
const text = object({ text: string() });

export const fakeProtocol: FakeProtocol = {
  get_status: method({ params: none, result: object({ version: string(), pid: integer() }) }),
  echo: method({ params: text, result: text }),
  get_environment: method({ params: none, result: record(string()) }),
  wait: method({ params: none, result: nothing() }),
  count: method({ params: object({ to: integer() }), result: nothing(), progress: integer() }),
  print: method({ params: text, result: nothing() }),
  lie: method({ params: none, result: text }),
  exit: method({ params: object({ code: integer() }), result: nothing() }),
  append: method({ params: object({ file: string() }), result: nothing() }),
  log: notification({ params: object({ text: string(), times: integer() }) }),
};
