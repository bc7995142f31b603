import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { inputFromTexts, readInput } from "./read-input.ts";

import type { Fields } from "./field.ts";

const FIELDS: Fields = {
  text: { type: "string", maxLength: 5 },
  size: { type: "string", enum: ["small", "large"], default: "small" },
  code: { type: "string", pattern: "^[a-z]+$", optional: true },
  count: { type: "integer", minimum: 1, maximum: 9, optional: true },
  ratio: { type: "number", maximum: 1, optional: true },
  all: { type: "boolean", default: false },
};

const command = { name: "do", input: FIELDS };

async function details(action: () => unknown): Promise<readonly string[]> {
  const fault = await caught(action);
  expect(fault.code).toBe("invalid-input");
  expect(fault.message).toBe('Cannot run "do": its input does not hold');
  expect(fault.hint).toBe("See what it takes with: chatty run do --help");
  return fault.details;
}

describe("readInput()", () => {
  test("fills in defaults and leaves out what has no value", () => {
    expect(readInput(command, { text: "a" })).toEqual({ text: "a", size: "small", all: false });
    expect(readInput(command, { text: "a", count: undefined })).toEqual({
      text: "a",
      size: "small",
      all: false,
    });
  });

  test("reads what it has read to the same", () => {
    const once = readInput(command, {
      text: "-",
      size: "large",
      count: 9,
      ratio: -0.5,
      all: true,
      code: "x",
    });
    expect(readInput(command, once)).toEqual(once);
  });

  test("counts characters as JSON Schema does", async () => {
    expect(readInput(command, { text: "😀😀😀😀😀" })).toMatchObject({ text: "😀😀😀😀😀" });
    expect(await details(() => readInput(command, { text: "😀😀😀😀😀😀" }))).toEqual([
      'text: found "😀😀😀😀😀😀", wanted a text of at most 5 characters',
    ]);
  });

  test("takes nothing for an empty input", () => {
    expect(readInput({ name: "do", input: {} }, undefined)).toEqual({});
  });

  test.each([
    [{}, "text: found nothing, wanted a text of at most 5 characters"],
    [{ text: 1 }, "text: found 1, wanted a text of at most 5 characters"],
    [{ text: null }, "text: found null, wanted a text of at most 5 characters"],
    [{ text: "123456" }, 'text: found "123456", wanted a text of at most 5 characters'],
    [{ text: "a", size: "larg" }, 'size: found "larg". Did you mean "large"?'],
    [{ text: "a", size: 3 }, "size: found 3. Use one of: small, large"],
    [{ text: "a", code: "A1" }, 'code: found "A1", wanted a text that matches ^[a-z]+$'],
    [{ text: "a", count: "3" }, 'count: found "3", wanted a whole number from 1 to 9'],
    [{ text: "a", count: 1.5 }, "count: found 1.5, wanted a whole number from 1 to 9"],
    [{ text: "a", count: 0 }, "count: found 0, wanted a whole number from 1 to 9"],
    [{ text: "a", ratio: 1.01 }, "ratio: found 1.01, wanted a number of at most 1"],
    [{ text: "a", ratio: [1] }, "ratio: found a list, wanted a number of at most 1"],
    [{ text: "a", all: "true" }, 'all: found "true", wanted true or false'],
    [{ text: "a", tex: 1 }, 'tex: unknown. Did you mean "text"?'],
    [
      JSON.parse('{"text":"a","__proto__":1}'),
      "__proto__: unknown. Use one of: text, size, code, count, ratio, all",
    ],
    [[], "input: found a list, wanted an object"],
    ["text", 'input: found "text", wanted an object'],
    [null, "input: found null, wanted an object"],
  ])("refuses %j", async (value, problem) => {
    expect(await details(() => readInput(command, value))).toEqual([problem]);
  });

  test("tells every field that is wrong", async () => {
    expect(await details(() => readInput(command, { count: "x", all: 1 }))).toEqual([
      "text: found nothing, wanted a text of at most 5 characters",
      'count: found "x", wanted a whole number from 1 to 9',
      "all: found 1, wanted true or false",
    ]);
  });

  test("tells what is wrong with its fields first, and of endless others the first", async () => {
    const many = Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`x${at}`, 1]));
    const lines = await details(() => readInput(command, many));
    expect(lines).toHaveLength(21);
    expect(lines[0]).toBe("text: found nothing, wanted a text of at most 5 characters");
    expect(lines[1]).toMatch(/^x0: unknown\./u);
    expect(lines.at(-1)).toBe("and 199981 more");
  });

  test("does not repeat a name that is long, nor look for one like it", async () => {
    const [problem = ""] = await details(() => readInput(command, { text: "a", ["x".repeat(4_000_000)]: 1 }));
    expect(problem).toBe(`${"x".repeat(79)}…: unknown. Use one of: text, size, code, count, ratio, all`);
  });

  test("does not repeat a value that is long", async () => {
    const [problem = ""] = await details(() => readInput(command, { text: "x".repeat(1_000_000) }));
    expect(problem.length).toBeLessThan(150);
  });

  test("does not take what an object inherits for input", async () => {
    const value: unknown = Object.create({ text: "a" });
    expect(await details(() => readInput(command, value))).toHaveLength(1);
    expect(await details(() => readInput({ name: "do", input: {} }, { toString: 1 }))).toEqual([
      "toString: unknown. This command takes no input",
    ]);
  });
});

describe("inputFromTexts()", () => {
  test("gives texts the types of their fields", () => {
    const texts = { text: "1", count: "3", ratio: "-.5e-1", all: "true", code: undefined };
    expect(inputFromTexts(command, texts)).toEqual({
      text: "1",
      size: "small",
      count: 3,
      ratio: -0.05,
      all: true,
    });
    expect(inputFromTexts(command, { text: "1", all: true })).toMatchObject({ all: true });
  });

  test.each([
    ["count", "", 'count: found "", wanted a whole number from 1 to 9'],
    ["count", " 3", 'count: found " 3", wanted a whole number from 1 to 9'],
    ["count", "0x3", 'count: found "0x3", wanted a whole number from 1 to 9'],
    ["count", "3a", 'count: found "3a", wanted a whole number from 1 to 9'],
    ["ratio", "Infinity", 'ratio: found "Infinity", wanted a number of at most 1'],
    ["all", "yes", 'all: found "yes", wanted true or false'],
    ["text", true, "text: found true, wanted a text of at most 5 characters"],
    ["none", "x", "none: unknown. Use one of: text, size, code, count, ratio, all"],
  ])("refuses %s %j", async (name, text, problem) => {
    expect(await details(() => inputFromTexts(command, { text: "a", [name]: text }))).toEqual([problem]);
  });
});
