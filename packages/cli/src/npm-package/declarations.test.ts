import { expect, test } from "vitest";

import { declarationsOf, reexportedNames } from "./declarations.ts";

const SOURCE = `/** About the file. */

import { x } from "./x.ts";

/** A number. */
export const one: number = x();

const hidden: string = "";

/**
 * A function
 * of two lines.
 */
export function two(options: {
  readonly a: string;
}): readonly string[] {
  return [hidden];
}

export async function later(): Promise<void> {}
`;

test("declarationsOf() gives what is named, with its comments", () => {
  expect(declarationsOf(SOURCE, ["two", "one"])).toBe(`/** A number. */
export declare const one: number;

/**
 * A function
 * of two lines.
 */
export declare function two(options: {
  readonly a: string;
}): readonly string[];
`);
});

test("declarationsOf() refuses what it does not find", () => {
  expect(() => declarationsOf(SOURCE, ["one", "later", "three"])).toThrow("no typed export later, three");
});

test("reexportedNames() leaves types out", () => {
  expect(reexportedNames('export { a, type B, c } from "x";\nexport { d } from "y";')).toEqual([
    "a",
    "c",
    "d",
  ]);
});
