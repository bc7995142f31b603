/** Addresses with placeholders: what a value has in it can change neither who is asked nor how the address is divided. */

import { placeholdersIn, replacePlaceholders } from "./placeholders.ts";

import type { Fields, Input } from "./field.ts";

export type UrlParts = {
  /** Scheme, and user, host and port where it has them. */
  readonly origin: string;
  readonly path: string;
  /** With its `?`, empty without one; `fragment` likewise with its `#`. */
  readonly query: string;
  readonly fragment: string;
};

/** RFC 3986, appendix B. */
const PARTS = /^([a-z][a-z0-9+.-]*:(?:\/\/[^/?#]*)?)([^?#]*)(\?[^#]*)?(#.*)?$/iu;

/** The URL standard reads `\` as `/` and drops blanks, so that with them an address would be divided elsewhere. */
const UNSAFE = /[\\\s\p{Cc}]/u;

/** The parts of an address with placeholders, or undefined where it is none. */
export function urlParts(template: string): UrlParts | undefined {
  const match = UNSAFE.test(template) ? null : PARTS.exec(template);
  if (match === null) return undefined;
  const [, origin = "", path = "", query = "", fragment = ""] = match;
  return { origin, path, query, fragment };
}

export type UrlOptions = { readonly fields: Fields; readonly input: Input };

/** The address, or one line for each value that cannot stand where it would. */
export type FilledUrl = { readonly url: string; readonly problems: readonly string[] };

/** Values are percent-encoded. A pair of the query goes with its field: without a value it is left out. */
export function filledUrl(template: string, { fields, input }: UrlOptions): FilledUrl {
  const parts = urlParts(template);
  if (parts === undefined) throw new Error(`no address: ${template}`);
  const { origin, path, query, fragment } = parts;
  const textOf = (name: string): string => encodeURIComponent(String(input[name] ?? "").toWellFormed());
  const fill = (text: string): string => replacePlaceholders(text, { fields, textOf });
  const pairs = query
    .slice(1)
    .split("&")
    .filter((pair) => placeholdersIn(pair, fields).every((name) => input[name] !== undefined));
  const filledQuery = query === "" || pairs.length === 0 ? "" : `?${pairs.map(fill).join("&")}`;
  return {
    url: `${origin}${fill(path)}${filledQuery}${fill(fragment)}`,
    problems: path
      .split("/")
      .flatMap((segment) => segmentProblems(segment, { fields, filled: fill(segment) })),
  };
}

/** A segment that is empty, "." or ".." leads elsewhere: to the list instead of the item, or a step up. */
function segmentProblems(
  segment: string,
  { fields, filled }: { readonly fields: Fields; readonly filled: string },
): readonly string[] {
  const names = placeholdersIn(segment, fields);
  if (names.length === 0 || !/^(?:\.|%2e){0,2}$/iu.test(filled)) return [];
  return names.map((name) => `${name}: found "${filled}", wanted a text that can be a part of a path`);
}
