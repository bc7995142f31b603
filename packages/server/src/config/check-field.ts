/** What the schema cannot say of a field: that its bounds and its default go together. */

import { problemWith } from "../commands/read-input.ts";
import { shown } from "../commands/shown.ts";

import type { Field } from "../commands/field.ts";
import type { Problem } from "./problem.ts";

/** Every problem, by its path within the field. */
export function checkField(field: Field): readonly Problem[] {
  const problems = [...boundsOf(field), ...choicesOf(field)];
  if (problems.length > 0 || field.default === undefined) return problems;
  const wrong = problemWith(field, field.default);
  return wrong === undefined ? [] : [{ path: ["default"], text: wrong }];
}

function boundsOf(field: Field): readonly Problem[] {
  if (field.type === "boolean") return [];
  const [from, to, name] =
    field.type === "string"
      ? [field.minLength, field.maxLength, "maxLength"]
      : [field.minimum, field.maximum, "maximum"];
  if (from === undefined || to === undefined || from <= to) return [];
  return [{ path: [name], text: `found ${to}, wanted at least ${from}` }];
}

function choicesOf(field: Field): readonly Problem[] {
  if (field.type !== "string" || field.enum === undefined) return [];
  const { enum: choices } = field;
  return choices.flatMap((choice, at) => {
    if (choices.indexOf(choice) < at)
      return [{ path: ["enum", at], text: `found ${shown(choice)} a second time` }];
    const wrong = problemWith({ ...field, enum: undefined }, choice);
    return wrong === undefined ? [] : [{ path: ["enum", at], text: wrong }];
  });
}
