import { mutate, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import {
  type AnswerOptions,
  answerText,
  errorText,
  type Method,
  type MethodTable,
  RpcError,
} from "./json-rpc.ts";

const methods: MethodTable = new Map<string, Method>([
  ["echo", (params) => params ?? null],
  ["later", () => Promise.resolve("done")],
  [
    "picky",
    () => {
      throw new RpcError("invalid-params", "too picky");
    },
  ],
  [
    "broken",
    () => {
      throw new Error("secret detail");
    },
  ],
]);

function answer(text: string, options: Partial<AnswerOptions> = {}): Promise<string | undefined> {
  return answerText(text, { methods, depth: 8, batchRequests: 4, onBug: () => {}, ...options });
}

function failure(code: number, message: string, data: string, id: unknown = null): unknown {
  return { jsonrpc: "2.0", id, error: { code, message, data } };
}

type Refused = readonly [name: string, text: string, answer: unknown];

const REFUSED: readonly Refused[] = [
  ["cut JSON", '{"method":"echo"', failure(-32700, "Parse error", "not a JSON text")],
  ["white space", "  ", failure(-32700, "Parse error", "not a JSON text")],
  ["a number", "1", failure(-32600, "Invalid Request", "a request is an object")],
  ["null", "null", failure(-32600, "Invalid Request", "a request is an object")],
  ["an empty object", "{}", failure(-32600, "Invalid Request", '"method" must be a string')],
  ["an empty batch", "[]", failure(-32600, "Invalid Request", "the batch is empty")],
  [
    "too large a batch",
    "[1,1,1,1,1]",
    failure(-32600, "Invalid Request", "more than 4 requests in one batch"),
  ],
  [
    "another version",
    '{"jsonrpc":"1.0","method":"echo","id":1}',
    failure(-32600, "Invalid Request", '"jsonrpc" must be "2.0"', 1),
  ],
  [
    "a number for a method",
    '{"method":1,"id":"a"}',
    failure(-32600, "Invalid Request", '"method" must be a string', "a"),
  ],
  [
    "text for params",
    '{"method":"echo","params":"bar","id":2}',
    failure(-32600, "Invalid Request", '"params" must be an object or an array', 2),
  ],
  [
    "null for params",
    '{"method":"echo","params":null,"id":2}',
    failure(-32600, "Invalid Request", '"params" must be an object or an array', 2),
  ],
  ...["true", "{}", "[1]", "12345678901234567890", "1e999"].map((id): Refused => [
    `the id ${id}`,
    `{"method":"echo","id":${id}}`,
    failure(-32600, "Invalid Request", '"id" must be a string, a number or null'),
  ]),
  ...["nothing", "toString", "__proto__", ""].map((name): Refused => [
    `the method "${name}"`,
    `{"method":"${name}","id":3}`,
    failure(-32601, "Method not found", `there is no method "${name}"`, 3),
  ]),
  ["params a method refuses", '{"method":"picky","id":4}', failure(-32602, "Invalid params", "too picky", 4)],
  [
    "nesting over the limit",
    '{"method":"echo","params":[[[[[[[[1]]]]]]]],"id":5}',
    failure(-32600, "Invalid Request", "nested more than 8 levels deep"),
  ],
];

describe("answerText()", () => {
  test.each([
    ["with jsonrpc", '{"jsonrpc":"2.0","method":"echo","params":[1],"id":1}', 1, [1]],
    ["without jsonrpc", '{"method":"echo","params":{},"id":"1"}', "1", {}],
    ["without params", '{"method":"echo","id":7}', 7, null],
    ["with the id null", '{"method":"echo","id":null}', null, null],
    ["with a fraction as id", '{"method":"echo","id":1.5}', 1.5, null],
    ["of a method that takes its time", '{"method":"later","id":0}', 0, "done"],
    ["with white space around it", ' {"method":"later","id":""} ', "", "done"],
    ["with members nobody knows", '{"method":"later","id":1,"more":true}', 1, "done"],
  ])("answers a request %s", async (_name, text, id, result) => {
    expect(JSON.parse((await answer(text)) ?? "")).toEqual({ jsonrpc: "2.0", id, result });
  });

  test.each(REFUSED)("refuses %s", async (_name, text, expected) => {
    expect(JSON.parse((await answer(text)) ?? "")).toEqual(expected);
  });

  test("takes nesting up to the limit, and brackets in strings", async () => {
    const params = '[[[[[["]]]]\\"[[[[[[[[[[[["]]]]]]';
    expect(await answer(`{"method":"echo","params":${params},"id":1}`)).toContain(`"result":${params}`);
  });

  test.each([
    ["a notification", '{"jsonrpc":"2.0","method":"echo"}'],
    ["a notification of an unknown method", '{"method":"nothing"}'],
    ["a notification that fails", '{"method":"broken"}'],
    ["a batch of notifications", '[{"method":"echo"},{"method":"nothing"}]'],
  ])("does not answer %s", async (_name, text) => {
    expect(await answer(text)).toBeUndefined();
  });

  test("answers a batch with an array, in order, without its notifications", async () => {
    const batch = '[{"method":"later","id":1},{"method":"echo"},1,{"method":"nothing","id":2}]';
    const answers = JSON.parse((await answer(batch)) ?? "");
    expect(answers).toMatchObject([
      { id: 1, result: "done" },
      { id: null, error: { code: -32600 } },
      { id: 2, error: { code: -32601 } },
    ]);
  });

  test("answers for a method with a bug without telling what it was, and reports it", async () => {
    const bugs: unknown[] = [];
    const text = await answer('{"method":"broken","id":1}', { onBug: (error) => bugs.push(error) });
    expect(text).toBe('{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"Internal error"}}');
    expect(bugs).toEqual([new Error("secret detail")]);
  });

  test("answers mutated requests with nothing, a result or a proper error", async () => {
    const random = seededRandom(2);
    const seed = new TextEncoder().encode(
      '[{"jsonrpc":"2.0","method":"echo","params":{"a":[1,"\\u00e9"]},"id":"1"},{"method":"later"}]',
    );
    for (let round = 0; round < 2000; round++) {
      const text = new TextDecoder().decode(mutate(seed, random));
      // oxlint-disable-next-line eslint/no-await-in-loop -- one at a time, so that a failure names its round
      const answered = await answer(text);
      if (answered === undefined) continue;
      const parsed: unknown = JSON.parse(answered);
      for (const one of Array.isArray(parsed) ? parsed : [parsed]) {
        expect(one, `round ${round}: ${text}`).toMatchObject({ jsonrpc: "2.0", id: expect.toSatisfy(isId) });
      }
    }
  });
});

test("errorText() is an answer to nobody in particular", () => {
  expect(errorText("parse-error", "not UTF-8")).toBe(
    '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error","data":"not UTF-8"}}',
  );
});

function isId(value: unknown): boolean {
  return value === null || typeof value === "string" || typeof value === "number";
}
