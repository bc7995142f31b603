/** Turns what the schema found into lines for people. */

import { suggest } from "@slipway/fault";

import { shown } from "../commands/shown.ts";
import { knownKeys } from "./json-schema.ts";

import type * as z from "zod";
import type { Problem } from "./problem.ts";

type Issue = z.core.$ZodIssue;

/** The schema's words for kinds of values, where people say it otherwise. */
const KINDS: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "a text",
};

/** Every problem of a failed parse of `content`. */
export function schemaProblems(issues: readonly Issue[], content: unknown): readonly Problem[] {
  return issues.flatMap((issue) => problemsOf(issue, content));
}

function problemsOf(issue: Issue, content: unknown): readonly Problem[] {
  const { path } = issue;
  const value = valueAt(content, path);
  const found = `found ${shown(value)}`;
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = knownKeys(path, value);
      return issue.keys.map((key) => ({ path: [...path, key], text: `unknown. ${suggest(key, known)}` }));
    }
    case "invalid_union":
      return [{ path, text: unionText(issue, { value, found }) }];
    case "invalid_value":
      return [{ path, text: `${found}. ${suggest(wordOf(value), issue.values.map(String))}` }];
    case "invalid_key":
      return [{ path, text: `no usable name, wanted ${issue.issues.map(wantedOf).join(", ")}` }];
    default:
      return [{ path, text: `${found}, wanted ${wantedOf(issue)}` }];
  }
}

type Found = { readonly value: unknown; readonly found: string };

function unionText(issue: z.core.$ZodIssueInvalidUnion, { value, found }: Found): string {
  const { options } = { options: [], ...issue };
  if (options.length === 0) return `${found}, wanted ${issue.message}`;
  return `${found}. ${suggest(wordOf(value), options.map(String))}`;
}

function wordOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function wantedOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return KINDS[issue.expected] ?? issue.expected;
    case "too_small":
      return issue.origin === "number" || issue.origin === "int"
        ? `at least ${issue.minimum}`
        : issue.message;
    case "too_big":
      return issue.origin === "number" || issue.origin === "int" ? `at most ${issue.maximum}` : issue.message;
    default:
      return issue.message;
  }
}

/** What stands at `path`, or undefined. */
function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  let value = content;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
