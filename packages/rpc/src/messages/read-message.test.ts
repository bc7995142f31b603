import { describe, expect, test } from "vitest";

import { readMessage } from "./read-message.ts";

const flawed = (flaw: string, id: unknown = null, answers: unknown = null): unknown => ({
  kind: "flawed",
  id,
  answers,
  flaw,
});
const request = (more: object): unknown => ({ kind: "request", id: undefined, params: undefined, ...more });

describe("readMessage()", () => {
  test.each([
    [
      "a request",
      '{"jsonrpc":"2.0","method":"a","params":[1],"id":1}',
      request({ method: "a", params: [1], id: 1 }),
    ],
    [
      "a request without jsonrpc",
      '{"method":"a","params":{},"id":"1"}',
      request({ method: "a", params: {}, id: "1" }),
    ],
    ["a request with the id null", '{"method":"a","id":null}', request({ method: "a", id: null })],
    ["a request with a fraction as id", '{"method":"a","id":1.5}', request({ method: "a", id: 1.5 })],
    ["a notification", '{"method":"a"}', request({ method: "a" })],
    ["members nobody knows", '{"method":"a","more":1,"__proto__":{"id":2}}', request({ method: "a" })],
    ["a result", '{"id":1,"result":null}', { kind: "result", id: 1, result: null }],
    ["an error", '{"id":null,"error":{}}', { kind: "error", id: null, error: {} }],
    [
      "an error that comes with a result",
      '{"id":1,"error":{},"result":1}',
      { kind: "error", id: 1, error: {} },
    ],
    ["a result without an id", '{"result":1}', flawed('"method" must be a string')],
    ["a number", "1", flawed("a message is an object")],
    ["null", "null", flawed("a message is an object")],
    ["an array in a batch", "[1]", flawed("a message is an object")],
    ["an empty object", "{}", flawed('"method" must be a string')],
    ["another version", '{"jsonrpc":"1.0","method":"a","id":1}', flawed('"jsonrpc" must be "2.0"', 1)],
    ["a number for a method", '{"method":1,"id":"a"}', flawed('"method" must be a string', "a")],
    [
      "text for params",
      '{"method":"a","params":"b","id":2}',
      flawed('"params" must be an object or an array', 2),
    ],
    ["null for params", '{"method":"a","params":null}', flawed('"params" must be an object or an array')],
    ...["true", "{}", "[1]", "12345678901234567890", "1e999", `"${"x".repeat(1001)}"`].map(
      (id): [string, string, unknown] => [
        `the id ${id}`,
        `{"method":"a","id":${id}}`,
        flawed('"id" must be a string of at most 1000 characters, a number or null'),
      ],
    ),
    ["an answer without a result", '{"id":1}', flawed('"method" must be a string', null, 1)],
    [
      "an answer of another version",
      '{"jsonrpc":"1.0","id":"a","result":2}',
      flawed('"jsonrpc" must be "2.0"', null, "a"),
    ],
  ])("reads %s", (_name, text, expected) => {
    expect(readMessage(JSON.parse(text))).toEqual(expected);
  });
});
