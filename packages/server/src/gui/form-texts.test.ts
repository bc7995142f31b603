import { caught, mutate, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { inputTexts, readForm } from "./form-texts.ts";

import type { Field } from "../commands/field.ts";

describe("readForm()", () => {
  test("reads what browsers send", () => {
    expect(readForm("a=1&b=x+y%2B%26%3D&c=&d&%C3%A4=%E2%82%AC&__proto__=1")).toEqual(
      new Map([
        ["a", "1"],
        ["b", "x y+&="],
        ["c", ""],
        ["d", ""],
        ["ä", "€"],
        ["__proto__", "1"],
      ]),
    );
    expect(readForm("")).toEqual(new Map());
  });

  test.each(["a=%", "a=%4", "a=%zz", "a=%FF", "a=%C3", "%ED%A0%80=1", "a=1&a=2", "a&a"])(
    "refuses %j",
    async (body) => {
      expect((await caught(() => readForm(body))).code).toBe("form-invalid");
    },
  );

  test("reads or refuses whatever comes", async () => {
    const random = seededRandom(7);
    const body = new TextEncoder().encode("a=1&b=x+y%2B%26&c=%E2%82%AC&_token=abc");
    for (let round = 0; round < 500; round += 1) {
      const text = new TextDecoder().decode(mutate(body, random));
      try {
        readForm(text);
      } catch (error) {
        expect(error).toMatchObject({ code: "form-invalid" });
      }
    }
  });
});

describe("inputTexts()", () => {
  test.each<[string, Field, string | undefined, string | undefined]>([
    ["a box that is not checked", { type: "boolean" }, undefined, "false"],
    ["such a box of a default", { type: "boolean", default: true }, undefined, "false"],
    ["such a box that may be left out", { type: "boolean", optional: true }, undefined, undefined],
    ["a checked box", { type: "boolean" }, "true", "true"],
    ["an empty number", { type: "integer", default: 3 }, "", undefined],
    ["an empty text", { type: "string" }, "", undefined],
    ["an empty text that may be left out", { type: "string", optional: true }, "", undefined],
    ["a default that was emptied", { type: "string", default: "x" }, "", ""],
    ["no choice", { type: "string", enum: ["a"], optional: true }, "", undefined],
    ["the choice of nothing", { type: "string", enum: ["", "a"] }, "", ""],
    ["lines", { type: "string", maxLength: 5000 }, "a\r\nb", "a\nb"],
    ["one line", { type: "string" }, "a\r\nb", "a\r\nb"],
  ])("takes %s", (_what, field, text, wanted) => {
    const form = new Map(text === undefined ? [] : [["it", text]]);
    expect(inputTexts({ input: { it: field } }, form)["it"]).toBe(wanted);
  });

  test("finds nothing in a form that has nothing, whatever a field is called", () => {
    const input = { constructor: { type: "string" }, valueof: { type: "boolean" } } as const;
    expect(inputTexts({ input }, new Map())).toEqual({ constructor: undefined, valueof: "false" });
  });

  test("leaves what is no field of the command", () => {
    expect(inputTexts({ input: {} }, new Map([["other", "1"]]))).toEqual({ other: "1" });
  });
});
