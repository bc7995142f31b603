/** What a shape is: it reads unknown JSON into a type, or says where it does not hold, and has a JSON schema. */

import type { JsonObject } from "../json.ts";

/** Where a value stands; its text, `params.args[2]`, is made only when something is wrong there. */
export type Place = {
  readonly parent: Place | undefined;
  readonly key: string | number;
  /** Members nobody declared: refused in what a peer asks for, left out of what a newer peer answers. */
  readonly unknownMembers: "refuse" | "leave-out";
};

/** Whatever reads a `T` or more than it. */
export type Reader<T> = {
  /** The value as a `T`. @throws ShapeError */
  readonly read: (value: unknown, place: Place) => T;
  /** A JSON schema (2020-12) of the same values. */
  readonly schema: () => JsonObject;
};

/** A type at run time. `T` is exact: a shape of a narrower type is another shape. */
export type Shape<T> = Reader<T> & {
  /** Never there: makes the compiler take `T` exactly. */
  readonly exact?: (value: T) => T;
};

/** The type that a shape reads. */
export type TypeOf<S> = S extends Shape<infer T> ? T : never;

/** A value that has not the wanted shape; the message is `params.args[2]: a string is wanted, 7 was found`. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
}

/** The error for `found` at a place where something else is wanted. */
export function misshapen(wanted: string, found: unknown, place: Place): ShapeError {
  return new ShapeError(`${placeText(place)}: ${wanted} is wanted, ${foundText(found)} was found`);
}

/** The same for what must not be repeated. */
export function misshapenSecret(wanted: string, place: Place): ShapeError {
  return new ShapeError(`${placeText(place)}: ${wanted} is wanted, something else was found`);
}

/** The place of a whole value, such as `params`. */
export function rootPlace(name: string, unknownMembers: Place["unknownMembers"]): Place {
  return { parent: undefined, key: name, unknownMembers };
}

/** The place of a member or an item of what stands at `parent`. */
export function placeIn(parent: Place, key: string | number): Place {
  return { parent, key, unknownMembers: parent.unknownMembers };
}

/** `params.args[2]` */
export function placeText({ parent, key }: Place): string {
  if (parent === undefined) return String(key);
  if (typeof key === "number") return `${placeText(parent)}[${key}]`;
  const isName = /^[A-Za-z_$][\w$]{0,63}$/u.test(key);
  return isName ? `${placeText(parent)}.${key}` : `${placeText(parent)}[${shortened(JSON.stringify(key))}]`;
}

const MAX_FOUND_CHARACTERS = 60;

function foundText(found: unknown): string {
  if (found === undefined) return "nothing";
  if (Array.isArray(found)) return `an array of ${found.length}`;
  if (typeof found === "object" && found !== null) return "an object";
  return shortened(JSON.stringify(found) ?? typeof found);
}

function shortened(text: string): string {
  return text.length <= MAX_FOUND_CHARACTERS ? text : `${text.slice(0, MAX_FOUND_CHARACTERS)}…`;
}
