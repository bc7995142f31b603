import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { array, nullable, object, optional, record, variants } from "./compounds.ts";
import { boolean, integer, json, nothing, number, oneOf, string } from "./scalars.ts";
import { type Reader, rootPlace, type Shape, ShapeError } from "./shape.ts";

const PARAMS = rootPlace("params", "refuse");
const RESULT = rootPlace("result", "leave-out");

type Run = {
  readonly id: string;
  readonly state: "running" | "ended";
  readonly args: readonly string[];
  readonly exit_code: number | null;
  readonly cwd?: string | undefined;
};

/** Checked by the compiler: the shape reads exactly a `Run`. */
const run: Shape<Run> = object({
  id: string({ minLength: 1 }),
  state: oneOf(["running", "ended"]),
  args: array(string(), { maxItems: 3 }),
  exit_code: nullable(integer({ min: 0, max: 255 })),
  cwd: optional(string()),
});

const work: Shape<
  | { readonly kind: "program"; readonly argv: readonly string[] }
  | { readonly kind: "http"; readonly url: string }
> = variants("kind", {
  program: object({ kind: oneOf(["program"]), argv: array(string()) }),
  http: object({ kind: oneOf(["http"]), url: string() }),
});

const sample: Run = { id: "a", state: "running", args: ["b"], exit_code: null, cwd: "/" };

function problem(shape: Reader<unknown>, value: unknown): string {
  try {
    shape.read(value, PARAMS);
  } catch (error) {
    if (error instanceof ShapeError) return error.message;
    throw error;
  }
  return "";
}

describe("read()", () => {
  test.each<[string, Reader<unknown>, unknown]>([
    ["string", string(), ""],
    ["string with a pattern", string({ pattern: /^a+$/u, maxLength: 3 }), "aaa"],
    ["number", number(), 1.5],
    ["integer", integer({ min: 1 }), 1],
    ["boolean", boolean(), false],
    ["nothing", nothing(), null],
    ["oneOf", oneOf([1, "a", true]), true],
    ["json", json(), { a: [null] }],
    ["object", run, sample],
    ["object without what is optional", run, { id: "a", state: "ended", args: [], exit_code: 7 }],
    ["array", array(array(integer())), [[1], []]],
    ["record", record(integer()), { a: 1, toString: 2 }],
    ["nullable", nullable(string()), null],
    ["variants", work, { kind: "http", url: "u" }],
  ])("%s takes what it should", (_name, shape, value) => {
    expect(shape.read(value, PARAMS)).toEqual(value);
  });

  test.each<[Reader<unknown>, unknown, string]>([
    [string(), 7, "params: a string is wanted, 7 was found"],
    [string(), undefined, "params: a string is wanted, nothing was found"],
    [
      string({ minLength: 1, maxLength: 2 }),
      "abc",
      'params: a string at least 1 long and at most 2 long is wanted, "abc" was found',
    ],
    [string({ pattern: /^a$/u }), "b", 'params: a string like ^a$ is wanted, "b" was found'],
    [
      string({ isSecret: true, maxLength: 2 }),
      "hush",
      "params: a string at most 2 long is wanted, something else was found",
    ],
    [string({ isSecret: true }), 123456, "params: a string is wanted, something else was found"],
    [number(), "1", 'params: a number is wanted, "1" was found'],
    [number(), Infinity, "params: a number is wanted, null was found"],
    [integer(), 1.5, "params: a whole number is wanted, 1.5 was found"],
    [integer(), 2 ** 53, "params: a whole number is wanted, 9007199254740992 was found"],
    [
      integer({ min: 1, max: 9 }),
      0,
      "params: a whole number of at least 1 and at most 9 is wanted, 0 was found",
    ],
    [boolean(), 0, "params: true or false is wanted, 0 was found"],
    [nothing(), {}, "params: null is wanted, an object was found"],
    [oneOf(["a", 1]), "b", 'params: "a" or 1 is wanted, "b" was found'],
    [json(), undefined, "params: a value is wanted, nothing was found"],
    [run, [], "params: an object is wanted, an array of 0 was found"],
    [run, null, "params: an object is wanted, null was found"],
    [run, { ...sample, args: ["a", "b", 7] }, "params.args[2]: a string is wanted, 7 was found"],
    [
      run,
      { ...sample, args: ["", "", "", ""] },
      "params.args: an array of at least 0 and at most 3 is wanted, an array of 4 was found",
    ],
    [run, { ...sample, id: undefined }, "params.id: a string is wanted, nothing was found"],
    [run, { ...sample, cwd: null }, "params.cwd: a string is wanted, null was found"],
    [
      run,
      { ...sample, more: 1 },
      'params.more: no such member is known, wanted: "id", "state", "args", "exit_code", "cwd"',
    ],
    [object({}), { a: 1 }, "params.a: no such member is known, wanted: none"],
    [object({}), JSON.parse('{"__proto__":1}'), "params.__proto__: no such member is known, wanted: none"],
    [
      object({ id: string() }),
      JSON.parse('{"__proto__":{"id":"a"}}'),
      "params.id: a string is wanted, nothing was found",
    ],
    [record(integer()), { "a b": "x" }, 'params["a b"]: a whole number is wanted, "x" was found'],
    [record(json()), JSON.parse('{"__proto__":1}'), 'params: another name is wanted, "__proto__" was found'],
    [work, { kind: "toString" }, 'params.kind: "program" or "http" is wanted, "toString" was found'],
    [work, { kind: "program", argv: "a" }, 'params.argv: an array is wanted, "a" was found'],
    [
      string({ maxLength: 1 }),
      "x".repeat(1000),
      `params: a string at most 1 long is wanted, "${"x".repeat(59)}… was found`,
    ],
  ])("says where and what (%#)", (shape, value, expected) => {
    expect(problem(shape, value)).toBe(expected);
  });

  test("leaves out what a newer peer says more, in results", () => {
    expect(run.read({ ...sample, more: 1 }, RESULT)).toEqual(sample);
  });

  test("never takes a prototype from outside", () => {
    const value = JSON.parse('{"a":1,"__proto__":{"polluted":true}}');
    const read = object({ a: integer() }).read(value, RESULT);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect("polluted" in read).toBe(false);
  });
});

test("object() refuses to declare a member that every object has", async () => {
  const members = JSON.parse('{"__proto__":{}}');
  expect(await caught(() => object(members))).toMatchObject({ code: "rpc-declaration" });
});

test("schema() is the JSON schema of the same values", () => {
  expect(JSON.parse(JSON.stringify(run.schema()))).toEqual({
    type: "object",
    properties: {
      id: { type: "string", minLength: 1 },
      state: { enum: ["running", "ended"] },
      args: { type: "array", items: { type: "string" }, maxItems: 3 },
      exit_code: { anyOf: [{ type: "integer", minimum: 0, maximum: 255 }, { type: "null" }] },
      cwd: { type: "string" },
    },
    required: ["id", "state", "args", "exit_code"],
    additionalProperties: false,
  });
  const several = object({
    a: record(boolean({ description: "D" })),
    b: nothing(),
    c: json(),
    d: number(),
    e: work,
  });
  expect(JSON.parse(JSON.stringify(several.schema()))).toMatchObject({
    properties: {
      a: { type: "object", additionalProperties: { type: "boolean", description: "D" } },
      b: { type: "null" },
      c: {},
      d: { type: "number" },
      e: { oneOf: [{ type: "object" }, { type: "object" }] },
    },
  });
});
