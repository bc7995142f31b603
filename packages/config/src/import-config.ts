/** Imports a configuration that is a module: it can neither end the program, nor hold it up, nor write its result. */

import { dirname, relative } from "node:path";
import { pathToFileURL } from "node:url";

import { Fault } from "@slipway/fault";

import { configFault } from "./faults.ts";

type Module = Readonly<Record<string, unknown>>;

/** A reason to refuse a module that is none of its own errors. */
class Refusal extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

type Guard = {
  /** Why the module is refused, if it is. */
  readonly refusal: () => Refusal | undefined;
  /** Rejects with the refusal, also where the module itself goes on waiting. */
  readonly refused: Promise<never>;
  readonly restore: () => void;
};

const TIME_LIMIT_MS = 60_000;

/**
 * The exports of the module at `path`. One import at a time: meanwhile `process.exit` and parts of `console` are others.
 *
 * @throws Fault `config-threw`.
 */
export async function importConfig(
  path: string,
  options: { readonly timeLimitMs?: number } = {},
): Promise<Module> {
  const guard = guardProcess();
  try {
    const loading: Promise<Module> = import(pathToFileURL(path).href);
    const module = await withinTime(
      Promise.race([loading, guard.refused]),
      options.timeLimitMs ?? TIME_LIMIT_MS,
    );
    // It may have caught what process.exit threw.
    if (guard.refusal() !== undefined) throw guard.refusal();
    return module;
  } catch (error) {
    const cause = guard.refusal() ?? error;
    if (cause instanceof Fault) throw cause;
    throw configFault("config-threw", {
      message: `Cannot load configuration "${path}": ${firstLine(cause)}`,
      details: positionsOf(cause, path),
      hint: hintFor(cause),
      cause,
    });
  } finally {
    guard.restore();
  }
}

/**
 * Someone else's module runs inside this process, so this is the one place beside the entry file that touches it: an
 * exit of the module would look like a success, and what it prints would end up in the result on stdout.
 */
function guardProcess(): Guard {
  // oxlint-disable-next-line typescript/unbound-method -- it is put back as it was and called on process
  const { exit } = process;
  const { log, info, debug, error } = console;
  const { promise: refused, reject } = Promise.withResolvers<never>();
  let refusal: Refusal | undefined;
  process.exit = (code) => {
    refusal ??= new Refusal(
      `it calls process.exit(${code ?? ""})`,
      "Remove that call; throw an error where the configuration cannot be used",
    );
    reject(refusal);
    throw refusal;
  };
  Object.assign(console, { log: error, info: error, debug: error });
  return {
    refusal: () => refusal,
    refused,
    restore: () => {
      process.exit = exit;
      Object.assign(console, { log, info, debug });
    },
  };
}

/** The timer also keeps the process alive: without it, waiting for nothing would end the program, silently. */
async function withinTime<Output>(work: Promise<Output>, limitMs: number): Promise<Output> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const message = `it did not finish within ${limitMs / 1000} s`;
    late.reject(new Refusal(message, "Look for an await at its top level that never ends"));
  }, limitMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function hintFor(error: unknown): string {
  if (error instanceof Refusal) return error.hint;
  const name = /Cannot find (?:package|module) ['"]([^'"]+)['"]/u.exec(messageOf(error))?.[1];
  if (name === undefined || /^[./\\#]|:/u.test(name)) {
    return "Mend the configuration; it is a module that is imported as it is";
  }
  return name === "slipway" || name.startsWith("slipway/")
    ? 'Install slipway in this project, or write "export default { … }" without the import'
    : "Run bun install in this project";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function firstLine(error: unknown): string {
  const [line = "it threw"] = messageOf(error).split("\n");
  const telling = error instanceof Error && /^(?:Type|Range|Reference|Syntax)Error$/u.test(error.name);
  return telling ? `${error.name}: ${line}` : line;
}

/** Where in the configuration it went wrong: Bun's own positions for syntax, the stack for what was thrown. */
function positionsOf(error: unknown, path: string): readonly string[] {
  const nested: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const positions = nested.flatMap((one) => {
    if (!(one instanceof BuildMessage) || one.position === null) return [];
    const { file, line, column } = one.position;
    return [`${relative(dirname(path), file)}:${line}:${column}: ${one.message}`];
  });
  if (positions.length > 0 || !(error instanceof Error)) return positions;
  const frame = error.stack?.split("\n").find((line) => line.includes(path));
  const place = frame === undefined ? null : /:(\d+):(\d+)\)?$/u.exec(frame);
  return place === null ? [] : [`${relative(dirname(path), path)}:${place[1]}:${place[2]}`];
}
