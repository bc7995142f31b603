/** `chatty history`. */

import { shortened } from "@slipway/fault";

import { chattyFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { defineCommand } from "./define-command.ts";
import { JSON_OPTION } from "./json-option.ts";

import type { RunState } from "@chatty/daemon/protocol";
import type { Env } from "../env.ts";
import type { AnyCommand } from "./any-command.ts";

/** As the daemon has them, without its code: this is on the way to every help. */
const STATES: RunState[] = ["running", "exited", "failed", "cancelled", "timed_out", "interrupted"];

export function historyCommand(env: Env): AnyCommand {
  return defineCommand({
    meta: { name: "history", description: "List what was run, or print one run with its output" },
    args: {
      id: { type: "positional", required: false, description: "A run; without it the last ones are listed" },
      limit: { type: "string", valueHint: "N", description: "How many are listed (default: 20)" },
      before: { type: "string", valueHint: "ID", description: "List only runs older than this one" },
      state: { type: "enum", options: STATES, description: "List only runs in this state" },
      follow: { type: "boolean", description: "Go on with the output of a run until it has ended" },
      output: {
        type: "boolean",
        description: "Print the output of a run and nothing else, as it was written",
      },
      json: JSON_OPTION,
    },
    async run({ args }) {
      const { id, before, state, follow = false, output: outputOnly = false, json: isJson = false } = args;
      const limit = limitFrom(args.limit ?? "20");
      const { printHistory, printRun } = await import("../history/print-history.ts");
      if (id !== undefined) {
        refuseOfOne({ limit: args.limit, before, state });
        if (outputOnly && isJson) throw noJson();
        return printRun({ id, isJson, outputOnly, follow }, env);
      }
      if (follow) throw needsRun("follow");
      if (outputOnly) throw needsRun("output");
      return printHistory({ limit, before, state, isJson }, env);
    },
  });
}

/** Options of lists, where one run is asked for. */
function refuseOfOne(options: Readonly<Record<string, string | undefined>>): void {
  const [name] = Object.keys(options).filter((key) => options[key] !== undefined);
  if (name === undefined) return;
  throw chattyFault("unexpected-argument", {
    message: `Cannot use option "--${name}": it is for lists, and a run is named`,
    hint: "Leave out the option or the run",
  });
}

function limitFrom(text: string): number {
  const limit = /^\d{1,4}$/u.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= LIMITS.historyRuns) return limit;
  throw chattyFault("invalid-value", {
    message: `Cannot use "${shortened(text)}" as --limit: a number from 1 to ${LIMITS.historyRuns} is wanted`,
    hint: "Use --limit=20, and --before for those that are older",
  });
}

function needsRun(option: string): Error {
  return chattyFault("missing-argument", {
    message: `Cannot use option "--${option}": it needs a run`,
    hint: `Write chatty history ID --${option}`,
  });
}

function noJson(): Error {
  return chattyFault("unexpected-argument", {
    message: 'Cannot use option "--output": with --json a run is an object',
    hint: "Leave out one of them",
  });
}
