/** Reads the text of a configuration: JSON with comments and trailing commas. */

import {
  createScanner,
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";

import { shown } from "../commands/shown.ts";
import { LIMITS } from "../limits.ts";
import { pathText, type Problem } from "./problem.ts";

/** A problem and where it stands in the text, both counted from 1. */
export type PlacedProblem = { readonly line: number; readonly column: number; readonly text: string };

/** Looks for where a problem stands: of very many few are told. */
export type Placing = () => PlacedProblem;

export type ParsedConfig = {
  /** Objects without a prototype, so that no name in it means anything else. */
  readonly content: unknown;
  /** Where a problem with the content stands. */
  readonly place: (problem: Problem) => PlacedProblem;
};

/** The content, or what is wrong with the text. */
export function parseConfig(text: string): ParsedConfig | { readonly problems: readonly Placing[] } {
  const deep = tooDeep(text);
  if (deep !== undefined) {
    const wanted = `at most ${LIMITS.configDepth} of them within one another`;
    return {
      problems: [
        () => ({ ...placeOf(text, deep), text: `found too many lists and objects, wanted ${wanted}` }),
      ],
    };
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined || root === undefined) {
    const found = error === undefined ? undefined : ERRORS[printParseErrorCode(error.error)];
    const what = found ?? "found nothing, wanted an object";
    // What is missing at the end is missing behind the last word, not behind the empty lines after it.
    const offset = Math.min(error?.offset ?? 0, text.trimEnd().length);
    return { problems: [() => ({ ...placeOf(text, offset), text: what })] };
  }
  const repeated = repeatedKeys(root).map(({ offset, key }) => () => {
    const found =
      key === "__proto__" ? `found "${key}", which can be no name` : `found ${shown(key)} a second time`;
    return { ...placeOf(text, offset), text: found };
  });
  if (repeated.length > 0) return { problems: repeated };
  return {
    content: getNodeValue(root),
    place: ({ path, text: what }) => {
      const at = placeOf(text, offsetOf(root, path));
      return { ...at, text: path.length === 0 ? what : `${pathText(path)}: ${what}` };
    },
  };
}

/** Only the first error of a text is told: those after it are mostly its consequences. */
const ERRORS: Readonly<Record<string, string>> = {
  InvalidSymbol:
    "found a word that is no JSON, wanted a text in double quotes, a number, true, false or null",
  InvalidNumberFormat: "found a number that is none of JSON",
  PropertyNameExpected: "wanted a name in double quotes",
  ValueExpected: "wanted a value",
  ColonExpected: "wanted a colon",
  CommaExpected: "wanted a comma",
  CloseBraceExpected: 'wanted "}"',
  CloseBracketExpected: 'wanted "]"',
  EndOfFileExpected: "found more after the end of the configuration",
  UnexpectedEndOfComment: "found a comment without an end",
  UnexpectedEndOfString: "found a text without its closing quote",
  UnexpectedEndOfNumber: "found a number that is cut",
  InvalidUnicode: "found \\u without four hexadecimal digits",
  InvalidEscapeCharacter: "found a backslash before a character that needs none; for a backslash write two",
  InvalidCharacter: "found a control character in a text",
};

/** Where the text goes deeper than a parser that calls itself can go. */
function tooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const offset = scanner.getTokenOffset();
    const token = scanner.getTokenLength() === 1 ? (text[offset] ?? "") : "";
    if (token === "{" || token === "[") depth++;
    if (token === "}" || token === "]") depth--;
    if (depth > LIMITS.configDepth) return offset;
  }
  return undefined;
}

type Repeated = { readonly offset: number; readonly key: string };

/** Names that are there twice, of which one would be lost without a word. */
function repeatedKeys(node: Node): readonly Repeated[] {
  const { children = [] } = node;
  const keys = node.type === "object" ? children.flatMap(({ children: [key] = [] }) => key ?? []) : [];
  const seen = new Set<string>(["__proto__"]);
  const own = keys.flatMap(({ value, offset }) => {
    const key = String(value);
    if (seen.has(key)) return [{ offset, key }];
    seen.add(key);
    return [];
  });
  return [...own, ...children.flatMap(repeatedKeys)];
}

/** Of the value at `path`, or of what should have it. */
function offsetOf(root: Node, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const steps = path.slice(0, length).map((step) => (typeof step === "number" ? step : String(step)));
    const node = findNodeAtLocation(root, steps);
    if (node !== undefined) return node.offset;
  }
  return root.offset;
}

function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/u);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
