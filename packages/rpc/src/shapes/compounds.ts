/** Shapes made of shapes. */

import { rpcFault } from "../faults.ts";
import { isArray, isObject } from "../json.ts";
import { misshapen, placeIn, placeText, ShapeError } from "./shape.ts";

import type { JsonObject } from "../json.ts";
import type { DescribedOptions } from "./scalars.ts";
import type { Place, Reader, Shape } from "./shape.ts";

/** A member that may be left out. */
export type Optional<T> = { readonly kind: "optional"; readonly shape: Reader<T> };

/** The members of an object shape by name. */
export type Members = { readonly [name: string]: Reader<unknown> | Optional<unknown> };

type OptionalName<M> = { [N in keyof M]: M[N] extends Optional<unknown> ? N : never }[keyof M];
type Member<M> = M extends Optional<infer T> ? T : M extends Reader<infer T> ? T : never;
type Flat<T> = { readonly [N in keyof T]: T[N] };

/** An object that has no members. */
export type NoMembers = { readonly [name: string]: never };

/** The object type that members describe; what may be left out may also be undefined. */
export type ObjectOf<M> = keyof M extends never
  ? NoMembers
  : Flat<
      { readonly [N in Exclude<keyof M, OptionalName<M>>]: Member<M[N]> } & {
        readonly [N in OptionalName<M>]?: Member<M[N]> | undefined;
      }
    >;

/** Marks a member that may be left out; its type is `?: T | undefined`. `null` is not absent: see `nullable`. */
export function optional<T>(shape: Shape<T>): Optional<T> {
  return { kind: "optional", shape };
}

/**
 * An object with these members, read into a new one that has them only. Undeclared members are refused in params and
 * left out of results and progress, so that a newer peer may say more.
 *
 * @throws Fault `rpc-declaration` for a member named `__proto__`
 */
export function object<const M extends Members>(
  members: M,
  { description }: DescribedOptions = {},
): Shape<ObjectOf<M>> {
  const entries = Object.entries(members).map(([name, member]) => {
    if (name === "__proto__") throw reservedName(name);
    return "kind" in member
      ? { name, shape: member.shape, isOptional: true }
      : { name, shape: member, isOptional: false };
  });
  function read(value: unknown, place: Place): ObjectOf<M> {
    if (!isObject(value)) throw misshapen("an object", value, place);
    const result: Record<string, unknown> = {};
    let declared = 0;
    for (const { name, shape, isOptional } of entries) {
      const isThere = Object.hasOwn(value, name);
      if (isThere) declared++;
      if (isThere || !isOptional) {
        result[name] = shape.read(isThere ? value[name] : undefined, placeIn(place, name));
      }
    }
    if (place.unknownMembers === "refuse") refuseUnknown(value, { members, declared, place });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each member was read by the shape that its type comes from
    return result as ObjectOf<M>;
  }
  return { read, schema: () => objectSchema(members, description) };
}

type Known = { readonly members: Members; readonly declared: number; readonly place: Place };

function refuseUnknown(value: object, { members, declared, place }: Known): void {
  const names = Object.keys(value);
  if (names.length === declared) return;
  const unknown = names.find((name) => !Object.hasOwn(members, name)) ?? "";
  const known = Object.keys(members).map((name) => `"${name}"`);
  const wanted = known.length === 0 ? "none" : known.join(", ");
  throw new ShapeError(`${placeText(placeIn(place, unknown))}: no such member is known, wanted: ${wanted}`);
}

function objectSchema(members: Members, description: string | undefined): JsonObject {
  const entries = Object.entries(members);
  return {
    type: "object",
    description,
    properties: Object.fromEntries(
      entries.map(([name, member]) => [name, ("kind" in member ? member.shape : member).schema()]),
    ),
    required: entries.flatMap(([name, member]) => ("kind" in member ? [] : [name])),
    additionalProperties: false,
  };
}

function reservedName(name: string): Error {
  return rpcFault("rpc-declaration", {
    message: `Cannot declare the member "${name}": objects have it already, a name of its own is wanted`,
    hint: "Choose another name",
  });
}

export type ItemsOptions = DescribedOptions & { readonly minItems?: number; readonly maxItems?: number };

/** An array whose items have one shape. */
export function array<T>(item: Shape<T>, options: ItemsOptions = {}): Shape<readonly T[]> {
  const { description, minItems = 0, maxItems = Infinity } = options;
  const atMost = maxItems === Infinity ? "" : ` and at most ${maxItems}`;
  return {
    read: (value, place) => {
      if (!isArray(value)) throw misshapen("an array", value, place);
      if (value.length < minItems || value.length > maxItems) {
        throw misshapen(`an array of at least ${minItems}${atMost}`, value, place);
      }
      return value.map((found, index) => item.read(found, placeIn(place, index)));
    },
    schema: () => ({
      type: "array",
      description,
      items: item.schema(),
      minItems: minItems === 0 ? undefined : minItems,
      maxItems: maxItems === Infinity ? undefined : maxItems,
    }),
  };
}

/** An object of any names whose values have one shape. The name `__proto__` is refused. */
export function record<T>(
  item: Shape<T>,
  { description }: DescribedOptions = {},
): Shape<{ readonly [name: string]: T }> {
  return {
    read: (value, place) => {
      if (!isObject(value)) throw misshapen("an object", value, place);
      const result: Record<string, T> = {};
      for (const [name, found] of Object.entries(value)) {
        if (name === "__proto__") throw misshapen("another name", name, place);
        result[name] = item.read(found, placeIn(place, name));
      }
      return result;
    },
    schema: () => ({ type: "object", description, additionalProperties: item.schema() }),
  };
}

/** What the shape reads, or `null`. */
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return {
    read: (value, place) => (value === null ? null : shape.read(value, place)),
    schema: () => ({ anyOf: [shape.schema(), { type: "null" }] }),
  };
}

/**
 * One of several objects, told apart by a member that each of them declares as its own name:
 * `variants("kind", { program: object({ kind: oneOf(["program"]), … }), http: object({ … }) })`.
 */
export function variants<const V extends { readonly [name: string]: Reader<object> }>(
  tag: string,
  shapes: V,
): Shape<V[keyof V] extends Reader<infer T> ? T : never> {
  type Variant = V[keyof V] extends Reader<infer T> ? T : never;
  const byName = new Map(Object.entries(shapes));
  const wanted = [...byName.keys()].map((name) => JSON.stringify(name)).join(" or ");
  return {
    read: (value, place) => {
      if (!isObject(value)) throw misshapen("an object", value, place);
      const name = Object.hasOwn(value, tag) ? value[tag] : undefined;
      const shape = typeof name === "string" ? byName.get(name) : undefined;
      if (shape === undefined) throw misshapen(wanted, name, placeIn(place, tag));
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape is one of those that the type is made of
      return shape.read(value, place) as Variant;
    },
    schema: () => ({ oneOf: Object.values(shapes).map((shape) => shape.schema()) }),
  };
}
