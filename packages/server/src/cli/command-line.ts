/** Finds out what a command line asks for. Citty takes unknown commands and options in silence; this does not. */

import { shortened, suggest } from "@slipway/fault";

import { chattyFault } from "../faults.ts";
import { checkArguments, isHelp, unexpectedArgument } from "./arguments.ts";
import { GLOBAL_OPTIONS } from "./global-options.ts";

import type { AnyCommand } from "./any-command.ts";

export type CommandLine =
  | { readonly kind: "version" }
  | { readonly kind: "help"; readonly path: readonly string[]; readonly command: AnyCommand }
  | { readonly kind: "run"; readonly command: AnyCommand; readonly rawArgs: string[] };

/**
 * A group of commands without a command after it means its help, as does `--help` anywhere.
 *
 * @throws Fault of kind `usage`.
 */
export function readCommandLine(root: AnyCommand, argv: readonly string[]): CommandLine {
  const [first, second] = argv;
  if (first === "--version" || first === "-v") {
    if (second !== undefined) throw unexpectedArgument(second, "chatty");
    return { kind: "version" };
  }
  const path = ["chatty"];
  let command: AnyCommand = root;
  let rest = argv;
  const early: string[] = [];
  for (let children = childrenOf(command); children !== undefined; children = childrenOf(command)) {
    const [word, ...others] = rest;
    if (word === undefined || isHelp(word)) return { kind: "help", path, command };
    rest = others;
    // Whether it is one of its options is for the command to say.
    if (word === "--json") {
      early.push(word);
      continue;
    }
    command = childNamed(word, { children, path });
    path.push(word);
  }
  const rawArgs = [...early, ...rest];
  if (command.runWords !== undefined) {
    if (rawArgs[0] !== undefined && isHelp(rawArgs[0])) return { kind: "help", path, command };
    return { kind: "run", command, rawArgs };
  }
  if (rawArgs.some(isHelp)) return { kind: "help", path, command };
  checkArguments(command, { path, rawArgs });
  return { kind: "run", command, rawArgs };
}

/** The commands below a command; they are all there from the start, only what they run is loaded later. */
export function childrenOf(command: AnyCommand): ReadonlyMap<string, AnyCommand> | undefined {
  const { subCommands } = command;
  if (subCommands === undefined || typeof subCommands === "function" || subCommands instanceof Promise) {
    return undefined;
  }
  const children = new Map<string, AnyCommand>();
  for (const [name, child] of Object.entries(subCommands)) {
    if (typeof child !== "function" && !(child instanceof Promise)) children.set(name, child);
  }
  return children;
}

/** Whether a command is for programs alone, and nothing tells of it. */
export function isHidden(meta: AnyCommand["meta"]): boolean {
  return typeof meta === "object" && !(meta instanceof Promise) && "hidden" in meta && (meta.hidden ?? false);
}

type Place = { readonly children: ReadonlyMap<string, AnyCommand>; readonly path: readonly string[] };

function childNamed(word: string, { children, path }: Place): AnyCommand {
  const child = children.get(word);
  if (child !== undefined) return child;
  const parent = path.join(" ");
  if (word.startsWith("-")) {
    const known = [...Object.keys(GLOBAL_OPTIONS), "json", "help", ...(path.length === 1 ? ["version"] : [])];
    throw chattyFault("unknown-option", {
      message: `Cannot use option "${shortened(word)}": "${parent}" has no option of that name`,
      hint: meantBy(
        word,
        known.map((name) => `--${name}`),
      ),
    });
  }
  const shown = [...children].filter(([, { meta }]) => !isHidden(meta)).map(([name]) => name);
  throw chattyFault("unknown-command", {
    message: `Cannot run "${parent} ${shortened(word)}": there is no command of that name`,
    hint: meantBy(word, shown),
  });
}

/** As other programs have it. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["help", "--help"],
  ["version", "--version"],
  ["-V", "--version"],
]);

function meantBy(word: string, known: readonly string[]): string {
  const meant = ELSEWHERE.get(word);
  return meant === undefined ? suggest(word, known) : `Did you mean "${meant}"?`;
}
