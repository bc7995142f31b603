import { randomBytes } from "node:crypto";

import { mutate, seededRandom } from "@slipway/testkit";
import { expect, test } from "vitest";

import { seal, unseal } from "./cipher.ts";

const key = randomBytes(32);

test("unseal() opens what seal() made, with the same key and context alone", () => {
  const sealed = seal("geheim é", { key, context: "a" });
  expect(unseal(sealed, { key, context: "a" })).toBe("geheim é");
  expect(unseal(sealed, { key, context: "b" })).toBeUndefined();
  expect(unseal(sealed, { key: randomBytes(32), context: "a" })).toBeUndefined();
});

test("seal() makes something else of the same text every time", () => {
  expect(seal("a", { key, context: "" })).not.toBe(seal("a", { key, context: "" }));
});

test("unseal() opens nothing that was changed or cut", () => {
  const random = seededRandom(4);
  const sealed = Buffer.from(seal("some text", { key, context: "" }), "base64url");
  for (let round = 0; round < 2000; round++) {
    const mutated = Buffer.from(mutate(sealed, random));
    if (!mutated.equals(sealed))
      expect(unseal(mutated.toString("base64url"), { key, context: "" })).toBeUndefined();
  }
});
