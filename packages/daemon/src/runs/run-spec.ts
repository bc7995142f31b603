/** What can be run, and what is refused before anything is written or started. */

import { CONNECTION_HEADERS } from "../protocol/connection-headers.ts";
import { basename, isAbsolute } from "node:path";

import { detailLines, shortened } from "@slipway/fault";

import { runFault } from "./faults.ts";

import type { RunLimits } from "./limits.ts";

type AnySpec = {
  /** A label for people, and for webhooks; the program's or the host's bare name when it is left out. */
  readonly command?: string;
  /** The run is ended when it takes longer. Programs may run for ever without it. */
  readonly timeLimitMs?: number;
  /** What of its output is kept at most, with 5 bytes for each frame. */
  readonly outputCapBytes?: number;
  /** The run is cancelled when this is aborted. */
  readonly endsWith?: AbortSignal;
};

/** A program's standard streams are sockets on POSIX systems: it cannot open them anew as `/dev/stdout` and the like. */
export type ProgramSpec = AnySpec & {
  readonly kind: "program";
  /** The program, by path or by a name to be found in PATH, and its words, as they are: no shell reads them. */
  readonly argv: readonly string[];
  /** An absolute path; the user's home folder when it is left out. */
  readonly cwd?: string;
  /** Added to the daemon's own variables that programs may have. Never stored. */
  readonly env?: Readonly<Record<string, string>>;
  /** Text for its standard input, which is empty without. Never stored. */
  readonly stdin?: string;
};

export type RequestSpec = AnySpec & {
  readonly kind: "http";
  readonly url: string;
  readonly method?: string;
  /** Only their names are stored. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Never stored. */
  readonly body?: string;
  /** Whose headers the request gets. */
  readonly account?: string;
};

export type RunSpec = ProgramSpec | RequestSpec;

/** @throws Fault `run-invalid` with the first of all that is wrong with `spec`. */
export function expectRunSpec(spec: RunSpec, limits: RunLimits): void {
  const wrong = [
    ...(spec.kind === "program" ? programProblems(spec, limits) : requestProblems(spec, limits)),
    ...rangeProblems("the time limit", spec.timeLimitMs, limits.highestTimeLimitMs),
    ...rangeProblems("the output cap", spec.outputCapBytes, limits.highestOutputCapBytes),
  ];
  if (wrong.length === 0) return;
  const details = detailLines(wrong, (line) => line);
  throw runFault("run-invalid", {
    message: `Cannot start "${labelOf(spec)}": ${details.join(", ")}`,
    hint: "Correct the request",
    details,
  });
}

/** The label of a run. It goes to webhooks and logs: no argument and no path is in it unless the caller put it there. */
export function labelOf(spec: RunSpec): string {
  const label = spec.command ?? (spec.kind === "program" ? basename(spec.argv[0] ?? "") : requestLabel(spec));
  return label.slice(0, LABEL_CHARACTERS);
}

const LABEL_CHARACTERS = 200;

function requestLabel({ method = "GET", url }: RequestSpec): string {
  const host = URL.canParse(url) ? new URL(url).host : "";
  return `${method} ${host === "" ? "an address that cannot be read" : host}`;
}

function programProblems(
  { argv, cwd, env = {}, stdin = "" }: ProgramSpec,
  limits: RunLimits,
): readonly string[] {
  const variables = Object.entries(env);
  return [
    ...problem(argv[0] === undefined || argv[0] === "", "it names no program"),
    ...problem(argv.some(hasNul), "a word holds a NUL"),
    ...problem(
      sizeOf(argv) > limits.wordsCharacters,
      `its words are longer than ${limits.wordsCharacters} characters`,
    ),
    ...problem(cwd !== undefined && (!isAbsolute(cwd) || hasNul(cwd)), "its folder is no absolute path"),
    ...variables
      .filter(([name, value]) => !VARIABLE.test(name) || hasNul(value))
      .map(([name]) => `the variable "${shortened(name)}" cannot be set`),
    ...problem(
      sizeOf(variables.flat()) > limits.wordsCharacters,
      `its variables are longer than ${limits.wordsCharacters} characters`,
    ),
    ...problem(
      stdin.length > limits.inputCharacters,
      `its input is longer than ${limits.inputCharacters} characters`,
    ),
  ];
}

function requestProblems(spec: RequestSpec, limits: RunLimits): readonly string[] {
  const { url, method = "GET", headers = {}, body } = spec;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isHttp = parsed?.protocol === "https:" || parsed?.protocol === "http:";
  const fields = Object.entries(headers);
  return [
    ...problem(!isHttp, "its address is neither https nor http"),
    ...problem(
      isHttp && parsed.username + parsed.password !== "",
      "its address holds a user name: name an account",
    ),
    ...problem(!METHODS.has(method), `its method is none of ${[...METHODS].join(", ")}`),
    ...problem(
      body !== undefined && (method === "GET" || method === "HEAD"),
      `a ${method} request has no body`,
    ),
    ...fields
      .filter(
        ([name, value]) =>
          !TOKEN.test(name) || !FIELD.test(value) || CONNECTION_HEADERS.has(name.toLowerCase()),
      )
      .map(([name]) => `the header "${shortened(name)}" cannot be set`),
    ...problem(
      sizeOf(fields.flat()) > limits.wordsCharacters,
      `its headers are longer than ${limits.wordsCharacters} characters`,
    ),
    ...problem(
      (body ?? "").length > limits.inputCharacters,
      `its body is longer than ${limits.inputCharacters} characters`,
    ),
  ];
}

/** POSIX.1-2017, section 8.1: the names that every shell passes on. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/u;

/** RFC 9110, section 9.3, without CONNECT, which makes no request, and TRACE, which `fetch` refuses. */
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** RFC 9110, sections 5.6.2 and 5.5. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/u;
const FIELD = /^[\t\x20-\x7e\x80-\xff]*$/u;

function rangeProblems(what: string, value: number | undefined, highest: number): readonly string[] {
  const fits = value === undefined || (Number.isInteger(value) && value >= 1 && value <= highest);
  return problem(!fits, `${what} is not between 1 and ${highest}`);
}

function problem(isThere: boolean, text: string): readonly string[] {
  return isThere ? [text] : [];
}

function hasNul(text: string): boolean {
  return text.includes("\0");
}

function sizeOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}
