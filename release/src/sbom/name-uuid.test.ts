import { expect, test } from "vitest";

import { nameUuid } from "./name-uuid.ts";

test("nameUuid() is a UUID of version 8 that depends on the text alone", () => {
  // SHA-256 of "a" is ca978112ca1bbdcafac231b39a23dc4d…
  expect(nameUuid("a")).toBe("ca978112-ca1b-8dca-bac2-31b39a23dc4d");
  expect(nameUuid("b")).not.toBe(nameUuid("a"));
});
