import { describe, expect, test } from "vitest";

import { commandForm } from "./command-form.ts";

import type { Command } from "../commands/command.ts";
import type { Field, Fields } from "../commands/field.ts";

function command(input: Fields): Command {
  return {
    name: "sample",
    description: "Do something",
    readOnly: false,
    input,
    does: { kind: "shell", script: "true" },
    origin: "configuration",
  };
}

/** The control of one field. */
function control(field: Field, sent?: string): string {
  const options =
    sent === undefined ? {} : { sent: { texts: new Map([["it", sent]]), problems: new Map(), others: [] } };
  const { markup } = commandForm(command({ it: field }), { token: "t", home: "/x/", ...options });
  const found = /<label for="sample-it">it<\/label>\n(?<control>.*)\n<span class="help"/su.exec(markup);
  return (found?.groups?.["control"] ?? markup).replace(
    ' id="sample-it" name="it" aria-describedby="sample-it-help"',
    " …",
  );
}

describe("commandForm()", () => {
  test.each<[Field, string]>([
    [{ type: "string" }, '<input type="text" value="" … required>'],
    [{ type: "string", optional: true }, '<input type="text" value="" …>'],
    [
      { type: "string", default: 'a"b', minLength: 1, maxLength: 9 },
      '<input type="text" value="a&quot;b" … minlength="1" maxlength="9">',
    ],
    [{ type: "string", maxLength: 2000 }, '<textarea rows="4" … required maxlength="2000">\n</textarea>'],
    [{ type: "string", default: "\n<b>\n" }, '<textarea rows="4" …>\n\n&lt;b&gt;\n</textarea>'],
    [
      { type: "integer", minimum: -1, maximum: 5, default: 0 },
      '<input type="number" value="0" … step="1" min="-1" max="5">',
    ],
    [{ type: "number" }, '<input type="number" value="" … required step="any">'],
    [{ type: "boolean" }, '<input type="checkbox" value="true" …>'],
    [{ type: "boolean", default: true }, '<input type="checkbox" value="true" … checked>'],
    [
      { type: "string", enum: ["a", "<b>"] },
      '<select … required>\n<option value="">Choose one</option>\n<option value="a">a</option>\n<option value="&lt;b&gt;">&lt;b&gt;</option>\n</select>',
    ],
    [
      { type: "string", enum: ["a", "b"], default: "b" },
      '<select …>\n<option value="a">a</option>\n<option value="b" selected>b</option>\n</select>',
    ],
    [
      { type: "string", enum: ["", "a"], optional: true },
      '<select …>\n<option value="" selected></option>\n<option value="a">a</option>\n</select>',
    ],
  ])("shows %j as its control", (field, wanted) => {
    expect(control(field)).toBe(wanted);
  });

  test("keeps what was sent, defaults or not", () => {
    expect(control({ type: "integer", default: 7 }, "x")).toContain('value="x"');
    expect(control({ type: "boolean", default: true }, "")).not.toContain("checked");
    expect(control({ type: "string", enum: ["a", "b"] }, "b")).toContain('<option value="b" selected>');
  });

  test("of a field with the name of a member that objects have is as any other", () => {
    const field: Field = { type: "string" };
    const sent = { texts: new Map(), problems: new Map(), others: [] };
    const { markup } = commandForm(command({ constructor: field }), { token: "t", home: "/x/", sent });
    expect(markup).toContain('<input type="text" value="" id="sample-constructor" name="constructor"');
    expect(markup).not.toContain("aria-invalid");
  });

  test("escapes every text of a command", () => {
    const hostile = `</textarea><script>"&'\u0000`;
    const field: Field = { type: "string", description: hostile, enum: [hostile], default: hostile };
    const sample = { ...command({ [hostile]: field }), name: hostile, description: hostile };
    const texts = new Map([[hostile, hostile]]);
    const sent = { texts, problems: texts, others: [hostile] };
    const { markup } = commandForm(sample, { token: hostile, home: "/x/", sent });
    expect(markup).not.toContain("<script");
    expect(markup).not.toContain("\u0000");
    expect(markup.replaceAll(/<[^>]*>/gu, "")).not.toMatch(/["']/u);
  });
});
