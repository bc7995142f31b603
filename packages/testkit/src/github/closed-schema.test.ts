import { expect, test } from "vitest";

import { closed } from "./closed-schema.ts";

test("closed() closes objects at any depth, and only those that name properties and no others", () => {
  const named = { type: "object", properties: { type: { type: "string" } } };
  const schema = {
    ...named,
    properties: { list: { type: "array", items: named } },
    $defs: { open: { ...named, additionalProperties: true }, any: { type: "object" } },
  };
  const shut = { ...named, additionalProperties: false };
  expect(closed(schema)).toEqual({
    ...shut,
    properties: { list: { type: "array", items: shut } },
    $defs: { open: { ...named, additionalProperties: true }, any: { type: "object" } },
  });
  expect(schema).not.toHaveProperty("additionalProperties");
});

test("closed() lets more than one of several schemas fit", () => {
  const schema = { oneOf: [{ type: "string" }], properties: { oneOf: { type: "string" } } };
  expect(closed(schema)).toEqual({
    anyOf: [{ type: "string" }],
    properties: { oneOf: { type: "string" } },
  });
});
