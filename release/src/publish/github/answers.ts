/** Reads GitHub's answers as a stranger's: what is missing or of another kind is a fault. */

import { type JsonObject, objectOf } from "@slipway/build";

import { strangeFault } from "./github-faults.ts";

/** The object a value is. */
export function objectIn(value: unknown, what: string): JsonObject {
  const object = objectOf(value);
  if (object === undefined) throw strangeFault(`${what} is no object`);
  return object;
}

/** The list a value is. */
export function listIn(value: unknown, what: string): readonly JsonObject[] {
  if (!Array.isArray(value)) throw strangeFault(`${what} is no list`);
  return value.map((entry: unknown) => objectIn(entry, what));
}

export function textIn(object: JsonObject, key: string): string {
  const value = object.get(key);
  if (typeof value !== "string") throw strangeFault(`"${key}" is no text`);
  return value;
}

export function numberIn(object: JsonObject, key: string): number {
  const value = object.get(key);
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw strangeFault(`"${key}" is no number`);
  return value;
}

/** When something took place, in milliseconds since 1970. */
export function dateIn(object: JsonObject, key: string): number {
  const dateMs = Date.parse(textIn(object, key));
  if (Number.isNaN(dateMs)) throw strangeFault(`"${key}" is no date`);
  return dateMs;
}

/** The SHA-256 in a digest; undefined where there is none of that kind. */
export function sha256In(object: JsonObject): string | undefined {
  const digest = object.get("digest");
  return typeof digest === "string" ? /^sha256:([0-9a-f]{64})$/u.exec(digest)?.[1] : undefined;
}
