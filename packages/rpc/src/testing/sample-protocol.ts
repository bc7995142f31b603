/** Methods of every kind, for tests. */

import { type Method, method, type Notification, notification } from "../protocol.ts";
import { type NoMembers, object } from "../shapes/compounds.ts";
import { integer, json, nothing, string } from "../shapes/scalars.ts";

import type { Json } from "../json.ts";

type Text = { readonly text: string };

export type SampleProtocol = {
  readonly ping: Method<NoMembers, null>;
  readonly echo: Method<Text, Text>;
  /** Answers when it is told to, or never. */
  readonly wait: Method<Text, Text>;
  readonly wait_in_turn: Method<Text, Text>;
  readonly fail: Method<{ readonly how: string }, null>;
  readonly count: Method<{ readonly to: number }, Text, number>;
  /** Calls the caller back. */
  readonly ask_back: Method<Text, Text>;
  readonly anything: Method<{ readonly value: Json }, Json>;
  readonly note: Notification<Text>;
};

const text = object({ text: string() });

export const sampleProtocol: SampleProtocol = {
  ping: method({ params: object({}), result: nothing() }),
  echo: method({ params: text, result: text }),
  wait: method({ params: text, result: text }),
  wait_in_turn: method({ params: text, result: text, ordered: true }),
  fail: method({ params: object({ how: string() }), result: nothing() }),
  count: method({ params: object({ to: integer() }), result: text, progress: integer() }),
  ask_back: method({ params: text, result: text }),
  anything: method({ params: object({ value: json() }), result: json() }),
  note: notification({ params: text }),
};
