/** Checks what a command is given against its fields. */

import { detailLines, suggest } from "@slipway/fault";

import { characterCount } from "./characters.ts";
import { isRequired } from "./field.ts";
import { invalidInput } from "./invalid-input.ts";
import { shown, shownName } from "./shown.ts";

import type { Command } from "./command.ts";
import type { Field, Fields, FieldValue, Input, InputOf, NumberField, StringField } from "./field.ts";

/** What is needed of a command to read its input. */
export type InputReader<All extends Fields = Fields> = Pick<Command, "name"> & { readonly input: All };

/**
 * The input with its defaults filled in. Reading it again gives the same.
 *
 * @throws Fault `invalid-input`, which tells of the first fields what was found and what is wanted
 */
export function readInput(command: InputReader, value: unknown): Input {
  const given = value === undefined ? {} : value;
  if (!isRecord(given)) throw invalidInput(command, [`input: found ${shown(given)}, wanted an object`]);
  // Without a prototype: a field may have the name of a member that every object has.
  const input: Record<string, FieldValue> = Object.create(null);
  const problems: (() => string)[] = [];
  for (const [name, field] of Object.entries(command.input)) {
    const read = readField(field, Object.hasOwn(given, name) ? given[name] : undefined);
    if ("problem" in read) problems.push(() => `${name}: ${read.problem}`);
    else if (read.value !== undefined) input[name] = read.value;
  }
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(command.input, key)) {
      problems.push(() => unknownField(key, Object.keys(command.input)));
    }
  }
  if (problems.length > 0)
    throw invalidInput(
      command,
      detailLines(problems, (problem) => problem()),
    );
  return input;
}

/** As `readInput`, with the types of a declaration in code. */
export function readFields<All extends Fields>(command: InputReader<All>, value: unknown): InputOf<All>;
export function readFields(command: InputReader, value: unknown): Input {
  return readInput(command, value);
}

/**
 * The input that texts give: arguments of a command line, fields of a form. What is undefined was not given.
 *
 * @throws Fault `invalid-input` as `readInput`
 */
export function inputFromTexts(
  command: InputReader,
  texts: Readonly<Record<string, string | boolean | undefined>>,
): Input {
  const values = Object.entries(texts).map(([name, text]) => {
    const field = Object.hasOwn(command.input, name) ? command.input[name] : undefined;
    return [name, field === undefined ? text : valueOfText(field, text)];
  });
  return readInput(command, Object.fromEntries(values));
}

/** The text as the field's type where it is one, else as it is: then the check tells what is wrong with it. */
function valueOfText(field: Field, text: string | boolean | undefined): unknown {
  if (typeof text !== "string" || field.type === "string") return text;
  if (field.type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  return DECIMAL.test(text) ? Number(text) : text;
}

/** Numbers as JSON has them, and with a plus. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;

type Read = { readonly value: FieldValue | undefined } | { readonly problem: string };

function readField(field: Field, value: unknown): Read {
  if (value === undefined) {
    if (!isRequired(field)) return { value: field.default };
    return { problem: `found nothing, wanted ${wantedOf(field)}` };
  }
  return holds(field, value) ? { value } : { problem: problemOf(field, value) };
}

/** What is wrong with a value that is there, or undefined. Defaults are checked by it too. */
export function problemWith(field: Field, value: unknown): string | undefined {
  return holds(field, value) ? undefined : problemOf(field, value);
}

function problemOf(field: Field, value: unknown): string {
  const found = `found ${shown(value)}`;
  if (field.type !== "string" || field.enum === undefined) return `${found}, wanted ${wantedOf(field)}`;
  return `${found}. ${suggest(typeof value === "string" ? value : "", field.enum)}`;
}

function holds(field: Field, value: unknown): value is FieldValue {
  switch (field.type) {
    case "string":
      return typeof value === "string" && stringHolds(field, value);
    case "boolean":
      return typeof value === "boolean";
    case "integer":
      return Number.isSafeInteger(value) && typeof value === "number" && isInRange(field, value);
    case "number":
      return typeof value === "number" && Number.isFinite(value) && isInRange(field, value);
  }
}

function stringHolds(field: StringField, value: string): boolean {
  const { enum: choices, minLength = 0, maxLength = Infinity, pattern } = field;
  if (choices !== undefined && !choices.includes(value)) return false;
  const length = characterCount(value);
  if (length < minLength || length > maxLength) return false;
  return pattern === undefined || new RegExp(pattern, "u").test(value);
}

function isInRange({ minimum = -Infinity, maximum = Infinity }: NumberField, value: number): boolean {
  return value >= minimum && value <= maximum;
}

/** In words: `a whole number from 1 to 100`. */
export function wantedOf(field: Field): string {
  switch (field.type) {
    case "string":
      if (field.enum !== undefined) return `one of ${field.enum.join(", ")}`;
      return ["a text", lengthText(field), patternText(field)].filter((part) => part !== "").join(" ");
    case "boolean":
      return "true or false";
    case "integer":
      return `a whole number${rangeText(field)}`;
    case "number":
      return `a number${rangeText(field)}`;
  }
}

function lengthText({ minLength = 0, maxLength }: StringField): string {
  if (maxLength === undefined) return minLength === 0 ? "" : `of at least ${minLength} characters`;
  return minLength === 0
    ? `of at most ${maxLength} characters`
    : `of ${minLength} to ${maxLength} characters`;
}

function patternText({ pattern }: StringField): string {
  return pattern === undefined ? "" : `that matches ${pattern}`;
}

function rangeText({ minimum, maximum }: NumberField): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? "" : ` of at most ${maximum}`;
}

function unknownField(key: string, known: readonly string[]): string {
  const hint = known.length === 0 ? "This command takes no input" : suggest(key, [...known]);
  return `${shownName(key)}: unknown. ${hint}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
