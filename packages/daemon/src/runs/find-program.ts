/** Finds what a run is to start, and says what is wrong before the system says it in fewer words. */

import { accessSync, closeSync, constants, existsSync, openSync, readSync, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";

import { expectBatchWords } from "./batch-words.ts";
import { runFault } from "./faults.ts";

export type FindOptions = {
  /** Where relative paths begin. */
  readonly cwd: string;
  /** The folders in which plain names are looked for. */
  readonly path: string;
  readonly platform: NodeJS.Platform;
};

/**
 * The absolute path of the program that `argv` begins with.
 *
 * @throws Fault `cwd-missing` when the folder is none, `program-not-found`, `program-not-executable`, on Windows
 * `run-invalid` for words that a batch file cannot get.
 */
export function findProgram(argv: readonly string[], { cwd, path, platform }: FindOptions): string {
  const [name = "", ...words] = argv;
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true) throw cwdMissing(cwd);
  if (platform === "win32") {
    const found = Bun.which(name, { cwd, PATH: path });
    if (found === null) throw notFound(name, path);
    expectBatchWords(found, words);
    return found;
  }
  const isPath = name.includes("/");
  // POSIX.1-2017, section 8.3: an empty folder is the current one.
  const places = isPath
    ? [resolve(cwd, name)]
    : path.split(delimiter).map((folder) => resolve(cwd, folder, name));
  const states = places.map((place) => ({ place, state: stateOf(place) }));
  const program = states.find(({ state }) => state === "executable")?.place;
  if (program !== undefined) {
    expectInterpreter(program);
    return program;
  }
  const other = states.find(({ state }) => state === "other");
  if (other !== undefined) throw notExecutable(other.place);
  throw notFound(name, isPath ? undefined : path);
}

function stateOf(place: string): "executable" | "other" | "missing" {
  try {
    if (!statSync(place).isFile()) return "other";
    accessSync(place, constants.X_OK);
    return "executable";
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EACCES" ? "other" : "missing";
  }
}

/** A script names the program that reads it in its first line; without that the system only says "not found". */
function expectInterpreter(place: string): void {
  const [, interpreter] = /^#![ \t]*(\S+)/u.exec(beginningOf(place)) ?? [];
  if (interpreter === undefined || existsSync(interpreter)) return;
  throw runFault("program-not-executable", {
    message: `Cannot start "${place}": the program that reads it, "${interpreter}", is not there`,
    hint: "Install that program, or correct the first line of the file",
  });
}

/** As much as Linux reads to find an interpreter (execve(2)); nothing of a file that may only be executed. */
function beginningOf(place: string): string {
  const bytes = Buffer.alloc(256);
  try {
    const file = openSync(place, "r");
    try {
      return bytes.toString("latin1", 0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    return "";
  }
}

function cwdMissing(cwd: string): Error {
  return runFault("cwd-missing", {
    message: `Cannot start a program in "${cwd}": there is no such folder`,
    hint: "Make the folder, or name another one",
  });
}

function notExecutable(place: string): Error {
  return runFault("program-not-executable", {
    message: `Cannot start "${place}": it is no file that may be executed`,
    hint: `Run "chmod +x" on it, or name the program that reads it`,
  });
}

function notFound(name: string, path: string | undefined): Error {
  const where = path === undefined ? "there is no such file" : "it is in none of the folders of PATH";
  return runFault("program-not-found", {
    message: `Cannot start "${name}": ${where}`,
    hint: `Install the program, or name it with its whole path${path === undefined ? "" : `; PATH is "${path}"`}`,
  });
}
