/** `chatty history`: runs, or one of them with its output. */

import { EXIT_CODES } from "@slipway/fault";

import { jsonText } from "../json-text.ts";
import { incompleteFault, signalExitCode } from "../runs/run-exit.ts";
import { shownOutput } from "../runs/shown-output.ts";
import { withRunner } from "../runs/with-runner.ts";
import { historyText, runText } from "./history-text.ts";

import type { Env } from "../env.ts";
import type { HistoryQuery, OutputPiece } from "../runs/runner.ts";

export type HistoryOptions = HistoryQuery & { readonly isJson: boolean };

/** @throws Fault `run-unknown` for a run that the list is to begin behind */
export async function printHistory({ isJson, ...query }: HistoryOptions, env: Env): Promise<void> {
  await withRunner(env, async (runner) => {
    if (query.before !== undefined) await runner.run(query.before);
    const page = await runner.history(query);
    if (page.runs.length === 0) await env.note(noneText(query));
    await env.stdout(isJson ? jsonText(page) : historyText(page.runs));
    if (page.next_before !== null) await env.note(`Older ones: --before ${page.next_before}\n`);
  });
}

function noneText({ state, before }: HistoryQuery): string {
  return state === undefined && before === undefined ? "No runs yet\n" : "No such runs\n";
}

export type RunToPrint = {
  readonly id: string;
  readonly isJson: boolean;
  /** Prints its output and nothing else: of a request the body, without the headers. */
  readonly outputOnly: boolean;
  /** Goes on with what it writes until it has ended. */
  readonly follow: boolean;
};

/**
 * Resolves with the exit code.
 *
 * @throws Fault `run-unknown`; `output-incomplete` where the output alone is printed, and not all was kept
 */
export async function printRun({ id, isJson, outputOnly, follow }: RunToPrint, env: Env): Promise<number> {
  return withRunner(env, async (runner) => {
    const unread = new AbortController();
    const shown = shownOutput();
    async function onOutput({ stream, text, bytes }: OutputPiece): Promise<void> {
      if ((outputOnly || isJson) && stream === "headers") return;
      if (isJson) shown.add(text);
      else if (!(await env.stdout(bytes ?? text))) unread.abort();
    }
    if (!isJson && !outputOnly) await env.stdout(`${runText(await runner.run(id))}\n`);
    const signal = AbortSignal.any([unread.signal, ...(follow ? [env.stopSignal()] : [])]);
    const reading = follow
      ? runner.follow(id, { signal, onOutput })
      : runner.readByNow(id, { signal, onOutput });
    const run = await reading.catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    // As a shell has it of a program whose output nobody reads any more.
    if (unread.signal.aborted) return signalExitCode("SIGPIPE");
    if (run === undefined) return EXIT_CODES.ok;
    const { text, isShortened } = shown.read();
    if (isJson) await env.stdout(jsonText({ ...run, output: text, output_shortened: isShortened }));
    const incomplete = outputOnly ? incompleteFault(run.command, run) : undefined;
    if (incomplete !== undefined) throw incomplete;
    return EXIT_CODES.ok;
  });
}
