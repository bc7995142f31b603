import { mutate, seededRandom } from "@slipway/testkit";
import { expect, test } from "vitest";

import { dotenvNames } from "./dotenv-names.ts";

test.each<[string, readonly string[]]>([
  ["A=1\nB = two\r\n  C=3", ["A", "B", "C"]],
  ["export A=1", ["A"]],
  ["A: 1", ["A"]],
  ["# A=1\n\n=2\n3=4", []],
  ["A=1\nA=2", ["A"]],
  ['A="first\nNOT=a name\nlast"\nB=1', ["A", "B"]],
  ["A='first\nNOT=a name'\nB=1", ["A", "B"]],
  ['A="a \\" NOT\nNOT=1"\nB=2', ["A", "B"]],
  ['A="never closed\nB=1', ["A", "B"]],
  ["A=\nB=", ["A", "B"]],
  ["\ufeffA=1", ["A"]],
])("dotenvNames() of %j", (text, expected) => {
  expect(dotenvNames(text)).toEqual(expected);
});

test("dotenvNames() takes any text and gives names alone", () => {
  const text = new TextEncoder().encode("A=1\nexport B=\"two\nlines\"\nC: 'x' # comment\nD=`y`\n");
  for (let seed = 1; seed <= 1000; seed++) {
    const found = dotenvNames(new TextDecoder().decode(mutate(text, seededRandom(seed))));
    expect(found.join(""), `seed ${seed}`).toMatch(/^[\w.-]*$/u);
  }
});
