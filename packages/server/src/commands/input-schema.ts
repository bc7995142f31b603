/** A command's input and output as zod schemas, for those who need a JSON Schema or hand a schema on. */

import * as z from "zod";

import { characterCount } from "./characters.ts";
import { isRequired } from "./field.ts";
import { runOutputSchema } from "./run-output.ts";

import type { Command } from "./command.ts";
import type { Field, NumberField, StringField } from "./field.ts";

const inputs = new WeakMap<Command["input"], z.ZodObject>();

/** The input's schema: strict, without transforms but defaults. Made once. */
export function inputSchema({ input }: Pick<Command, "input">): z.ZodObject {
  const known = inputs.get(input);
  if (known !== undefined) return known;
  const shape = Object.entries(input).map(([name, field]) => [name, fieldSchema(field)] as const);
  const schema = z.strictObject(Object.fromEntries(shape));
  inputs.set(input, schema);
  return schema;
}

/** The output's schema: of a function its own, of everything that is a run the same for all. */
export function outputSchema({ does }: Pick<Command, "does">): z.ZodObject {
  return does.kind === "function" ? does.output : runOutputSchema;
}

function fieldSchema(field: Field): z.ZodType {
  const base = baseSchema(field);
  const whole = isRequired(field)
    ? base
    : field.default === undefined
      ? base.optional()
      : base.default(field.default);
  return field.description === undefined ? whole : whole.describe(field.description);
}

function baseSchema(field: Field): z.ZodType {
  switch (field.type) {
    case "string":
      return stringSchema(field);
    case "boolean":
      return z.boolean();
    case "integer":
      return inRange(z.int(), field);
    case "number":
      return inRange(z.number(), field);
  }
}

function stringSchema({ enum: choices, minLength, maxLength, pattern }: StringField): z.ZodType {
  if (choices !== undefined) return z.enum(choices);
  const text = pattern === undefined ? z.string() : z.string().regex(new RegExp(pattern, "u"));
  if (minLength === undefined && maxLength === undefined) return text;
  // zod counts UTF-16 code units, and its JSON Schema would say otherwise.
  return text
    .refine((value) => {
      const length = characterCount(value);
      return length >= (minLength ?? 0) && length <= (maxLength ?? Infinity);
    })
    .meta({ ...(minLength !== undefined && { minLength }), ...(maxLength !== undefined && { maxLength }) });
}

function inRange<Schema extends z.ZodNumber>(schema: Schema, { minimum, maximum }: NumberField): Schema {
  const from = minimum === undefined ? schema : schema.min(minimum);
  return maximum === undefined ? from : from.max(maximum);
}
