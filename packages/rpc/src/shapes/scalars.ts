/** Shapes without parts. */

import { misshapen, misshapenSecret, type Place, type Shape, type ShapeError } from "./shape.ts";

import type { Json, JsonObject } from "../json.ts";

export type TextOptions = {
  readonly description?: string;
  /** In UTF-16 units, as `length` counts them. */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  /** What is wrong with it is told without a word of it. */
  readonly isSecret?: boolean;
};

/** A string. */
export function string(options: TextOptions = {}): Shape<string> {
  const { description, minLength = 0, maxLength = Infinity, pattern, isSecret = false } = options;
  const wanted = textWanted(options);
  function wrong(expected: string, found: unknown, place: Place): ShapeError {
    return isSecret && found !== undefined && found !== null
      ? misshapenSecret(expected, place)
      : misshapen(expected, found, place);
  }
  return {
    read: (value, place) => {
      if (typeof value !== "string") throw wrong("a string", value, place);
      const isFitting = value.length >= minLength && value.length <= maxLength;
      if (!isFitting || pattern?.test(value) === false) throw wrong(wanted, value, place);
      return value;
    },
    schema: () => ({
      type: "string",
      description,
      minLength: minLength === 0 ? undefined : minLength,
      maxLength: maxLength === Infinity ? undefined : maxLength,
      pattern: pattern?.source,
    }),
  };
}

function textWanted({ minLength = 0, maxLength = Infinity, pattern }: TextOptions): string {
  const lengths = [
    minLength === 0 ? [] : [`at least ${minLength} long`],
    maxLength === Infinity ? [] : [`at most ${maxLength} long`],
    pattern === undefined ? [] : [`like ${pattern.source}`],
  ].flat();
  return lengths.length === 0 ? "a string" : `a string ${lengths.join(" and ")}`;
}

export type NumberOptions = {
  readonly description?: string;
  readonly min?: number;
  readonly max?: number;
};

/** A finite number. */
export function number(options: NumberOptions = {}): Shape<number> {
  return numeric("number", options);
}

/** A whole number that is read back as it was written (`Number.isSafeInteger`). */
export function integer(options: NumberOptions = {}): Shape<number> {
  return numeric("integer", options);
}

function numeric(type: "number" | "integer", options: NumberOptions): Shape<number> {
  const { description, min = -Infinity, max = Infinity } = options;
  const isKind = type === "integer" ? Number.isSafeInteger : Number.isFinite;
  const kind = type === "integer" ? "a whole number" : "a number";
  const bounds = [
    min === -Infinity ? [] : [`at least ${min}`],
    max === Infinity ? [] : [`at most ${max}`],
  ].flat();
  const wanted = bounds.length === 0 ? kind : `${kind} of ${bounds.join(" and ")}`;
  return {
    read: (value, place) => {
      if (typeof value !== "number" || !isKind(value)) throw misshapen(kind, value, place);
      if (value < min || value > max) throw misshapen(wanted, value, place);
      return value;
    },
    schema: () => ({
      type,
      description,
      minimum: min === -Infinity ? undefined : min,
      maximum: max === Infinity ? undefined : max,
    }),
  };
}

export type DescribedOptions = { readonly description?: string };

/** `true` or `false`. */
export function boolean({ description }: DescribedOptions = {}): Shape<boolean> {
  return {
    read: (value, place) => {
      if (typeof value !== "boolean") throw misshapen("true or false", value, place);
      return value;
    },
    schema: () => ({ type: "boolean", description }),
  };
}

/** `null`: what a method answers that has nothing to say. */
export function nothing(): Shape<null> {
  return {
    read: (value, place) => {
      if (value !== null) throw misshapen("null", value, place);
      return value;
    },
    schema: () => ({ type: "null" }),
  };
}

/** Exactly one of some values: `oneOf(["running", "ended"])`. */
export function oneOf<const Value extends string | number | boolean>(
  values: readonly Value[],
  { description }: DescribedOptions = {},
): Shape<Value> {
  const wanted = values.map((value) => JSON.stringify(value)).join(" or ");
  return {
    read: (value, place) => {
      const found = values.find((candidate) => candidate === value);
      if (found === undefined) throw misshapen(wanted, value, place);
      return found;
    },
    schema: () => ({ enum: values, description }),
  };
}

/** Whatever JSON can say, unchecked. */
export function json({ description }: DescribedOptions = {}): Shape<Json> {
  return {
    read: (value, place) => {
      if (value === undefined) throw misshapen("a value", value, place);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it came out of a JSON text
      return value as Json;
    },
    schema: (): JsonObject => ({ description }),
  };
}
