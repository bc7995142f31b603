import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { OPERATIONS } from "./operations.ts";
import { trimOpenapi } from "./trim-openapi.ts";

/** A description in which every operation answers with the same schema. */
function description(schemas: object): object {
  const paths = OPERATIONS.map((operationId) => [
    `/${operationId}/{ref}`,
    {
      get: {
        operationId,
        description: "Text",
        parameters: [{ $ref: "#/components/parameters/ref" }],
        responses: {
          200: { content: { "application/json": { schema: { $ref: "#/components/schemas/one" } } } },
        },
      },
    },
  ]);
  const ref = {
    name: "ref",
    in: "path",
    required: true,
    "x-multi-segment": true,
    schema: { type: "string" },
  };
  return { paths: Object.fromEntries(paths), components: { schemas, parameters: { ref } } };
}

test("trimOpenapi() keeps what decides, follows references and drops text", () => {
  const trimmed = trimOpenapi(
    description({
      one: {
        description: "Text",
        type: "object",
        required: ["two"],
        properties: {
          two: { $ref: "#/components/schemas/two" },
          description: { type: "string", example: "x" },
        },
      },
      two: { type: "string", enum: ["a"], nullable: true },
      three: { type: "string" },
    }),
    "1.2.3",
  );
  expect(trimmed).toMatchObject({
    source: "@octokit/openapi 1.2.3, generated/api.github.com.json, MIT",
    operations: {
      "git/get-ref": {
        method: "get",
        parameters: [{ name: "ref", in: "path", required: true, multi: true, schema: { type: "string" } }],
        answers: { 200: { schema: { $ref: "#/schemas/one" } } },
      },
    },
  });
  expect(trimmed["schemas"]).toEqual({
    one: {
      type: "object",
      required: ["two"],
      properties: { two: { $ref: "#/schemas/two" }, description: { type: "string" } },
    },
    two: { type: ["string", "null"], enum: ["a", null] },
  });
});

test("trimOpenapi() wants every operation the server has", () => {
  expect(() => trimOpenapi({ paths: {} }, "1.2.3")).toThrow('Cannot keep the operation "meta/root"');
});

test("openapi.gen.json has the operations the server has, and says where it is from", () => {
  const kept = JSON.parse(readFileSync(join(import.meta.dirname, "openapi.gen.json"), "utf8"));
  expect(Object.keys(kept.operations)).toEqual([...OPERATIONS]);
  expect(kept.source).toMatch(/^@octokit\/openapi \d+\.\d+\.\d+, generated\/api\.github\.com\.json, MIT$/u);
});
