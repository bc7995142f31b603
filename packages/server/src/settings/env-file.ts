/** Reads what `--env-file` names: lines `NAME=value`, of which those that chatty knows are taken. */

import { readFileSync, statSync } from "node:fs";

import { fileFaultOf, shortened, suggest } from "@slipway/fault";

import { chattyFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { hasCode } from "../output.ts";
import { readPipe } from "./read-pipe.ts";
import { type Variables, VARIABLES } from "./variables.ts";

/**
 * The variables of a file, `CHATTY_` ones alone: it may be the file of another program too.
 *
 * A pipe is waited for at most `pipeMs`.
 *
 * @throws Fault `env-file-unreadable`, `env-file-invalid`, and the faults of files
 */
export function readEnvFile(path: string, pipeMs: number = LIMITS.envPipeMs): Variables {
  return parseEnvFile(textOf(path, pipeMs), path);
}

/** @throws Fault `env-file-invalid`; `path` is for it. */
export function parseEnvFile(text: string, path: string): Variables {
  const variables: Record<string, string> = {};
  for (const [at, whole] of text.split("\n").entries()) {
    const line = whole.trim();
    if (line === "" || line.startsWith("#")) continue;
    const place = `${path}:${at + 1}`;
    const [begin = "", name = ""] = NAME.exec(line) ?? [];
    if (name === "") throw invalid(place, "a line that is not NAME=value");
    if (!name.startsWith("CHATTY_")) continue;
    if (!VARIABLES.some((known) => known === name)) throw unknownName(place, name);
    variables[name] = valueOf(line.slice(begin.length).trimStart(), place);
  }
  return variables;
}

const NAME = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=/u;

/** In single quotes all stands for itself; in double ones `\n`, `\r`, `\t`, `\"`, `\\` and `\$` are escapes. */
const QUOTED = /^(?:'(?<literal>[^']*)'|"(?<escaped>(?:[^"\\]|\\.)*)")\s*(?:#.*)?$/u;

function valueOf(text: string, place: string): string {
  if (!/^['"]/u.test(text)) return text.slice(0, /(?:^|\s)#/u.exec(text)?.index).trimEnd();
  const { literal, escaped } = QUOTED.exec(text)?.groups ?? {};
  if (literal !== undefined) return literal;
  if (escaped === undefined) throw invalid(place, "a quote that does not end, or something behind it");
  return escaped.replaceAll(/\\(.)/gu, (all: string, letter: string) => ESCAPES[letter] ?? all);
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  '"': '"',
  "\\": "\\",
  $: "$",
};

function textOf(path: string, pipeMs: number): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(path, pipeMs));
  } catch (cause) {
    if (hasCode(cause, "ERR_ENCODING_INVALID_ENCODED_DATA")) throw invalid(path, "bytes that are no UTF-8");
    if (!hasCode(cause, "ENOENT")) throw fileFaultOf(cause, { action: "read the settings", path }) ?? cause;
    throw unreadable(path, "there is no such file");
  }
}

function bytesOf(path: string, pipeMs: number): Uint8Array {
  const stats = statSync(path);
  if (stats.isFIFO()) {
    const bytes = readPipe(path, { sizeBytes: LIMITS.envFileBytes, waitMs: pipeMs });
    if (bytes === "no-writer") throw unreadable(path, "it is a pipe that nobody writes to");
    if (bytes === "too-slow") throw unreadable(path, `it is a pipe that has not ended in ${pipeMs} ms`);
    if (bytes === "too-large") throw unreadable(path, `it has more than ${LIMITS.envFileBytes} bytes`);
    return bytes;
  }
  if (!stats.isFile()) throw unreadable(path, stats.isDirectory() ? "it is a folder" : "it is no file");
  if (stats.size > LIMITS.envFileBytes) {
    throw unreadable(path, `it has ${stats.size} bytes, at most ${LIMITS.envFileBytes} wanted`);
  }
  return readFileSync(path);
}

function unreadable(path: string, found: string): Error {
  return chattyFault("env-file-unreadable", {
    message: `Cannot read the settings "${path}": ${found}`,
    hint: "Name a file of lines NAME=value with --env-file",
  });
}

function invalid(place: string, found: string): Error {
  return chattyFault("env-file-invalid", {
    message: `Cannot read the settings "${place}": ${found}`,
    hint: "Write NAME=value, with quotes around a value that has blanks at its ends or #",
  });
}

function unknownName(place: string, name: string): Error {
  return chattyFault("env-file-invalid", {
    message: `Cannot read the settings "${place}": "${shortened(name)}" is no setting`,
    hint: suggest(name, VARIABLES),
  });
}
