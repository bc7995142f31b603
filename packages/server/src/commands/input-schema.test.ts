import { type Random, seededRandom } from "@slipway/testkit";
import * as z from "zod";
import { describe, expect, test } from "vitest";

import { BUILT_IN } from "./built-in.ts";
import { inputSchema, outputSchema } from "./input-schema.ts";
import { readInput } from "./read-input.ts";
import { runOutputSchema } from "./run-output.ts";

import type { Field, Fields } from "./field.ts";

describe("inputSchema()", () => {
  test("says what a field says", () => {
    const input: Fields = {
      text: { type: "string", description: "A text", minLength: 1, maxLength: 9, pattern: "^a" },
      size: { type: "string", enum: ["s", "l"], default: "s" },
      count: { type: "integer", minimum: 1, maximum: 3, optional: true },
      ratio: { type: "number", description: "A part" },
      all: { type: "boolean", default: false },
    };
    expect(z.toJSONSchema(inputSchema({ input }), { io: "input" })).toMatchObject({
      type: "object",
      properties: {
        text: { type: "string", description: "A text", minLength: 1, maxLength: 9, pattern: "^a" },
        size: { type: "string", enum: ["s", "l"], default: "s" },
        count: { type: "integer", minimum: 1, maximum: 3 },
        ratio: { type: "number", description: "A part" },
        all: { type: "boolean", default: false },
      },
      required: ["text", "ratio"],
      additionalProperties: false,
    });
  });

  test("is made once", () => {
    for (const command of BUILT_IN) expect(inputSchema(command)).toBe(inputSchema(command));
  });

  test("takes and refuses what readInput() takes and refuses", () => {
    let taken = 0;
    for (let seed = 0; seed < 4000; seed++) {
      const random = seededRandom(seed);
      const input = someFields(random);
      const value = someInput(Object.keys(input), random);
      const expected = outcomeOf(() => readInput({ name: "some", input }, value));
      const { data } = inputSchema({ input }).safeParse(value);
      if (expected !== undefined) taken++;
      expect(data, `seed ${seed}: ${JSON.stringify({ input, value })}`).toEqual(expected);
    }
    // Neither side of it is a rare case.
    expect(taken).toBeGreaterThan(500);
    expect(taken).toBeLessThan(3500);
  });
});

test("outputSchema() is a function's own, and the same for all that is run", () => {
  for (const command of BUILT_IN) expect(outputSchema(command)).not.toBe(runOutputSchema);
  expect(outputSchema({ does: { kind: "open", url: "https://example.com" } })).toBe(runOutputSchema);
});

function outcomeOf(action: () => unknown): unknown {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function oneOf<Item>(items: readonly [Item, ...Item[]], random: Random): Item {
  return items[random.below(items.length)] ?? items[0];
}

const FIELDS: readonly [Field, ...Field[]] = [
  { type: "string" },
  { type: "string", minLength: 1, maxLength: 2 },
  { type: "string", pattern: "a|^$" },
  { type: "string", enum: ["a", "ab"] },
  { type: "integer" },
  { type: "integer", minimum: 0, maximum: 2 },
  { type: "number", minimum: -1 },
  { type: "number", maximum: 1.5 },
  { type: "boolean" },
];

function someFields(random: Random): Fields {
  const names = ["a", "b", "c"].slice(0, random.below(4));
  return Object.fromEntries(
    names.map((name) => {
      const field = oneOf(FIELDS, random);
      return [name, random.below(2) === 0 ? { ...field, optional: true } : field];
    }),
  );
}

// oxfmt-ignore
const VALUES: readonly [unknown, ...unknown[]] = [
  "", "a", "ab", "abc", "é", "😀", "😀😀", "😀😀😀", 0, 1, -1, 1.5, 2, 3, 1e300, 2 ** 53, -0, true, false, null, undefined, [], {},
];

function someInput(names: readonly string[], random: Random): Record<string, unknown> {
  const given = names.filter(() => random.below(5) > 0);
  const all = random.below(20) === 0 ? [...given, "other"] : given;
  return Object.fromEntries(all.map((name) => [name, oneOf(VALUES, random)]));
}
