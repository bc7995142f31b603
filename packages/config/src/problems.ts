/** Turns what the schema found into lines for people: where, what was found, what to do. */

import { suggest } from "@slipway/fault";
import { isTargetId, targetHint } from "@slipway/targets";
import type { z } from "zod";

import { knownKeys } from "./json-schema.ts";

/** One thing wrong with a configuration. */
export type Problem = {
  /** `apps.hello.entry` or `targets[2]`; empty for the configuration itself. */
  readonly path: string;
  /** What was found and what to do about it. */
  readonly text: string;
};

/** The schema's words for kinds of values, where people say it otherwise. */
const KINDS: Readonly<Record<string, string>> = { int: "whole number", record: "object", array: "list" };

type Issue = z.core.$ZodIssue;

/** Every problem of a failed parse, in the order of the configuration. */
export function problemsOf(issues: readonly Issue[], input: unknown): readonly Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, [], input));
}

/** `targets[2]: …`, one line a problem. */
export function problemLine(problem: Problem): string {
  return problem.path === "" ? problem.text : `${problem.path}: ${problem.text}`;
}

function problemsOfIssue(issue: Issue, parent: readonly PropertyKey[], input: unknown): readonly Problem[] {
  const path = [...parent, ...issue.path];
  const at = pathText(path);
  const value = valueAt(input, path);
  const found = shown(value);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: pathText([...path, key]),
        text: unknownKeyText(key, path),
      }));
    case "invalid_union": {
      const kinds = issue.errors.map(kindsWanted);
      if (kinds.every((values) => values.length > 0)) {
        const kind = [...path, "kind"];
        const written = String(valueAt(input, kind));
        return [
          {
            path: pathText(kind),
            text: `found ${shown(valueAt(input, kind))}. ${suggest(written, kinds.flat())}`,
          },
        ];
      }
      const branch = closestBranch(issue.errors);
      if (branch !== undefined) return branch.flatMap((inner) => problemsOfIssue(inner, path, input));
      const wanted = issue.errors.flat().map(wantedOf);
      return [{ path: at, text: `found ${found}, wanted ${[...new Set(wanted)].join(" or ")}` }];
    }
    case "invalid_key":
      return [{ path: at, text: `not a usable name: wanted ${issue.issues.map(wantedOf).join(", ")}` }];
    case "invalid_value":
      return [
        {
          path: at,
          text: `found ${found}. ${hintFor(String(value), issue.values.map(String))}`,
        },
      ];
    case "custom":
      return [
        { path: at, text: `${typeof value === "string" ? `found ${found}, ` : ""}wanted ${issue.message}` },
      ];
    default:
      return [{ path: at, text: `found ${found}, wanted ${wantedOf(issue)}` }];
  }
}

/** Targets have spellings of other tools, which are nearer to what was meant than any of our names. */
function hintFor(text: string, known: readonly string[]): string {
  return known.every(isTargetId) ? targetHint(text) : suggest(text, known);
}

/** A key that is known where it stands belongs to another alternative. */
function unknownKeyText(key: string, path: readonly PropertyKey[]): string {
  const known = knownKeys(path);
  return known.includes(key)
    ? "does not go with what else is there, see its kind"
    : `unknown key. ${suggest(key, known)}`;
}

/** What `kind` may be in an alternative that is refused because of it. */
function kindsWanted(branch: readonly Issue[]): readonly string[] {
  return branch.flatMap((issue) =>
    issue.code === "invalid_value" && issue.path[0] === "kind" ? issue.values.map(String) : [],
  );
}

/**
 * The one alternative whose own type fits, so that only its inner problems are worth telling; among several the one
 * whose `kind` was written.
 */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const fitting = branches.filter((branch) =>
    branch.every((issue) => issue.code !== "invalid_type" || issue.path.length > 0),
  );
  return fitting.find((branch) => branch.every((issue) => issue.path[0] !== "kind")) ?? fitting[0];
}

function wantedOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return withArticle(issue.expected);
    case "too_small":
      return issue.message.startsWith("Too small") ? `at least ${issue.minimum}` : issue.message;
    case "too_big":
      return issue.message.startsWith("Too big") ? `at most ${issue.maximum}` : issue.message;
    default:
      return issue.message;
  }
}

function withArticle(type: string): string {
  const spelled = KINDS[type] ?? type;
  return `${/^[aeiou]/u.test(spelled) ? "an" : "a"} ${spelled}`;
}

/** `apps.hello.smoke[0].args`; names that are no identifiers but plain keys stay as they are. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      return index === 0 ? String(step) : `.${String(step)}`;
    })
    .join("");
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, step) => {
    if (typeof value !== "object" || value === null) return undefined;
    return Object.getOwnPropertyDescriptor(value, step)?.value;
  }, input);
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
