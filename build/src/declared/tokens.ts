/**
 * Splits JavaScript and TypeScript into tokens, as far as finding literal paths needs it: comments, strings, templates
 * and regular expressions are told apart. Text that is no code, such as JSX text, costs at most its own line, since a
 * string and a regular expression end where their line does.
 */

export type Token = {
  readonly kind: "name" | "string" | "template" | "sign" | "other";
  /**
   * A name or sign as written, but "?." as ".", the value of a string, one piece of a template between its
   * substitutions; else empty.
   */
  readonly text: string;
  /** Where it starts, in UTF-16 units. */
  readonly at: number;
  /** Of a template's pieces: the first starts the template, the last ends it. */
  readonly edge?: Edge;
};

type Edge = "whole" | "first" | "middle" | "last";

const SPACE = /(?:\s|\/\/[^\n\r]*)+/y;
/** Beyond ASCII everything counts as a letter, which is simpler than the grammar and as good here. */
const NAME = /[#@]?[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/y;
const OPTIONAL = /\?\.(?!\d)/y;
const NUMBER = /\.?\d[\w.]*/y;
const STRING = /"[^"\\\n\r]*(?:\\[^][^"\\\n\r]*)*"|'[^'\\\n\r]*(?:\\[^][^'\\\n\r]*)*'/y;
const REGEXP = /\/(?:[^/\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+\/[a-z]*/y;
/** A longer regular expression is not taken for one: a line full of "/" and "[" would be read again and again. */
const REGEXP_CHARACTERS = 1000;
const PIECE = /[^`\\$]*(?:(?:\\[^]|\$(?!\{))[^`\\$]*)*/y;

/** Names after which a "/" starts a regular expression, as it does after most signs. */
const BEFORE_REGEXP = new Set(
  "return typeof case in of do else void delete new throw await yield instanceof".split(" "),
);

/** How far a source has been read. */
type Reading = {
  readonly source: string;
  readonly tokens: Token[];
  /** For each template that is open: how many braces are open in its substitution. */
  readonly braces: number[];
  at: number;
  /** By quote, the end of the last line in which one was not closed: there is no string of its kind before that. */
  readonly plainUntil: Map<string, number>;
};

/** Every token of a source, in its order. Nothing is refused: what is no token of the language is an `other`. */
export function tokensOf(source: string): readonly Token[] {
  const at = source.startsWith("#!") ? lineEnd(source, 0) : 0;
  const reading: Reading = { source, tokens: [], braces: [], at, plainUntil: new Map() };
  for (skipSpace(reading); reading.at < source.length; skipSpace(reading)) takeToken(reading);
  return reading.tokens;
}

function skipSpace(reading: Reading): void {
  const { source } = reading;
  for (;;) {
    reading.at = endOf(SPACE, reading);
    const end = source.startsWith("/*", reading.at) ? source.indexOf("*/", reading.at + 2) : -1;
    if (end === -1) return;
    reading.at = end + 2;
  }
}

function takeToken(reading: Reading): void {
  const { source, tokens, at } = reading;
  const sign = source[at] ?? "";
  const name = endOf(NAME, reading);
  if (name > at) return take(reading, "name", source.slice(at, name), name);
  const string = sign === '"' || sign === "'" ? endOfString(reading, sign) : at;
  if (string > at) return take(reading, "string", unescaped(source.slice(at + 1, string - 1)), string);
  const other = sign === "/" && startsRegExp(tokens.at(-1)) ? endOfRegExp(reading) : endOf(NUMBER, reading);
  if (other > at) return take(reading, "other", "", other);
  takeSign(reading, sign);
}

function takeSign(reading: Reading, sign: string): void {
  const { braces } = reading;
  const open = braces.at(-1);
  if (sign === "`" && takePiece(reading, true)) return;
  if (sign === "}" && open === 0 && takePiece(reading, false)) return;
  const optional = endOf(OPTIONAL, reading);
  if (optional > reading.at) return take(reading, "sign", ".", optional);
  if (open !== undefined && sign === "{") braces[braces.length - 1] = open + 1;
  if (open !== undefined && sign === "}") braces[braces.length - 1] = Math.max(0, open - 1);
  take(reading, "sign", sign, reading.at + sign.length);
}

/** A piece of a template, from its "`" or "}"; false where the template never ends. */
function takePiece(reading: Reading, opens: boolean): boolean {
  const { source, tokens, braces, at } = reading;
  const end = endOf(PIECE, { source, at: at + 1 });
  const ends = source[end] === "`";
  if (!ends && !source.startsWith("${", end)) return false;
  tokens.push({
    kind: "template",
    text: unescaped(source.slice(at + 1, end)),
    at,
    edge: edgeOf(opens, ends),
  });
  reading.at = end + (ends ? 1 : 2);
  if (opens && !ends) braces.push(0);
  if (!opens && ends) braces.pop();
  return true;
}

function take(reading: Reading, kind: Token["kind"], text: string, end: number): void {
  reading.tokens.push({ kind, text, at: reading.at });
  reading.at = end;
}

function endOfString(reading: Reading, quote: string): number {
  const { source, at, plainUntil } = reading;
  if (at < (plainUntil.get(quote) ?? 0)) return at;
  const end = endOf(STRING, reading);
  if (end === at) plainUntil.set(quote, lineEnd(source, at));
  return end;
}

function endOfRegExp({ source, at }: Reading): number {
  return at + endOf(REGEXP, { source: source.slice(at, at + REGEXP_CHARACTERS), at: 0 });
}

/** Where a match that starts here ends; here, where there is none. */
function endOf(pattern: RegExp, { source, at }: Pick<Reading, "source" | "at">): number {
  pattern.lastIndex = at;
  return pattern.test(source) ? pattern.lastIndex : at;
}

/** The number of the line that a place of a source is in, from 1. */
export function lineAt(source: string, at: number): number {
  let line = 1;
  for (let end = source.indexOf("\n"); end !== -1 && end < at; end = source.indexOf("\n", end + 1)) line++;
  return line;
}

function edgeOf(opens: boolean, ends: boolean): Edge {
  if (opens) return ends ? "whole" : "first";
  return ends ? "last" : "middle";
}

function startsRegExp(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === "name") return BEFORE_REGEXP.has(before.text);
  return before.kind === "sign" && before.text !== ")" && before.text !== "]";
}

/** Escapes that paths have; the others stand for characters that no file here is named with. */
function unescaped(text: string): string {
  return text.includes("\\")
    ? text.replaceAll(/\\(?:\r?\n|([^]))/gu, (_, char: string | undefined) => char ?? "")
    : text;
}

function lineEnd(source: string, at: number): number {
  const end = source.indexOf("\n", at);
  return end === -1 ? source.length : end;
}
