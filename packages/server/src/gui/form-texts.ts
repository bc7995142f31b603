/** What a form was sent with. */

import { chattyFault } from "../faults.ts";
import { isRequired } from "../commands/field.ts";
import { isManyLines } from "./command-form.ts";

import type { Command } from "../commands/command.ts";
import type { Field } from "../commands/field.ts";

/**
 * The fields of a body that is `application/x-www-form-urlencoded`.
 *
 * @throws Fault `form-invalid` for what no browser sends: bytes that are no UTF-8, a field twice
 */
export function readForm(body: string): Map<string, string> {
  const texts = new Map<string, string>();
  for (const pair of body.split("&").filter((text) => text !== "")) {
    const [name = "", ...rest] = pair.split("=").map((text) => text.replaceAll("+", " "));
    const key = decoded(name);
    if (texts.has(key)) throw invalidForm("a field is there twice, each once is wanted");
    texts.set(key, decoded(rest.join("=")));
  }
  return texts;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidForm("a field is no UTF-8 in percent encoding");
  }
}

function invalidForm(found: string): Error {
  return chattyFault("form-invalid", {
    message: `Cannot read the form: ${found}`,
    hint: "Send it from the page",
  });
}

/** The texts of a form as those of an input: fields that were left empty are left out where they may be. */
export function inputTexts(
  { input }: Pick<Command, "input">,
  form: ReadonlyMap<string, string>,
): Readonly<Record<string, string | undefined>> {
  const known = Object.entries(input).map(
    ([name, field]) => [name, inputText(field, form.get(name))] as const,
  );
  return { ...Object.fromEntries(form), ...Object.fromEntries(known) };
}

function inputText(field: Field, text: string | undefined): string | undefined {
  // Browsers do not send boxes that are not checked.
  if (field.type === "boolean")
    return text ?? (field.optional === true && field.default === undefined ? undefined : "false");
  if (text === undefined) return undefined;
  if (text === "" && isNothing(field)) return undefined;
  return isManyLines(field) ? text.replaceAll("\r\n", "\n") : text;
}

/** Whether an empty text says that there is none. Where a text stood before, it was emptied on purpose. */
function isNothing(field: Field): boolean {
  if (field.type !== "string") return true;
  if (field.enum !== undefined) return !field.enum.includes("");
  return isRequired(field) || field.default === undefined;
}
