import { describe, expect, test } from "vitest";

import { type Method, method, type Notification, notification, protocolSchema } from "./protocol.ts";
import { object, optional } from "./shapes/compounds.ts";
import { integer, nothing, string } from "./shapes/scalars.ts";

type ClockProtocol = {
  readonly get_time: Method<{ readonly zone?: string | undefined }, { readonly time: string }, number>;
  readonly stopped: Notification<{ readonly reason: string }>;
};

/** The compiler checks the table against its type. */
const clock: ClockProtocol = {
  get_time: method({
    description: "Tells the time",
    params: object({ zone: optional(string()) }),
    result: object({ time: string() }),
    progress: integer(),
  }),
  stopped: notification({ params: object({ reason: string() }), ordered: true }),
};

describe("a protocol", () => {
  test("has what its declarations leave out", () => {
    expect(method({ params: object({}), result: nothing() })).toMatchObject({
      kind: "method",
      description: "",
      progress: undefined,
      ordered: false,
    });
    expect(clock.stopped).toMatchObject({ kind: "notification", description: "", ordered: true });
  });

  test("protocolSchema() has a JSON schema of all that a method takes, answers and reports", () => {
    expect(JSON.parse(JSON.stringify(protocolSchema(clock)))).toEqual({
      get_time: {
        kind: "method",
        description: "Tells the time",
        params: members({ zone: { type: "string" } }, []),
        result: members({ time: { type: "string" } }, ["time"]),
        progress: { type: "integer" },
      },
      stopped: {
        kind: "notification",
        description: "",
        params: members({ reason: { type: "string" } }, ["reason"]),
      },
    });
  });
});

function members(properties: object, required: readonly string[]): object {
  return { type: "object", properties, required, additionalProperties: false };
}
