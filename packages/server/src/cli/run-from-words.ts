/** Runs a command from the command line: its output goes where the program wrote it, and its exit code is chatty's. */

import { EXIT_CODES, faultToText } from "@slipway/fault";

import { findCommand } from "../commands/catalog.ts";
import { inputFromTexts } from "../commands/read-input.ts";
import { jsonText } from "../json-text.ts";
import { LIMITS } from "../limits.ts";
import { printedEnd, runExitCode, signalExitCode } from "../runs/run-exit.ts";
import { valueText } from "../runs/value-text.ts";
import { withRunner } from "../runs/with-runner.ts";
import { declaredArguments } from "./declared-arguments.ts";
import { helpText } from "./help.ts";
import { readConfig } from "./read-config.ts";
import { readArguments, readRunWords } from "./run-words.ts";

import type { Command } from "../commands/command.ts";
import type { Input } from "../commands/field.ts";
import type { Env } from "../env.ts";
import type { OutputPiece, Runner } from "../runs/runner.ts";

/** Resolves with the exit code. @throws Fault for whatever keeps it from being run */
export async function runFromWords(rawArgs: readonly string[], env: Env): Promise<number> {
  const { name, words, isHelp, isJson } = readRunWords(rawArgs);
  const { commands } = await readConfig(env);
  const command = findCommand(commands, name);
  if (isHelp) {
    await env.stdout(helpText({ path: ["chatty", "run", name], command: declaredArguments(command) }));
    return EXIT_CODES.ok;
  }
  const input = inputFromTexts(command, readArguments(command, words));
  return withRunner(env, (runner) => {
    const running = { input, isJson, env, runner };
    return command.does.kind === "function" ? runHere(command, running) : runThere(command, running);
  });
}

type Running = {
  readonly input: Input;
  readonly isJson: boolean;
  readonly env: Env;
  readonly runner: Runner;
};

async function runHere(command: Command, { input, isJson, env, runner }: Running): Promise<number> {
  const { value } = await runner.perform(command, input);
  await env.stdout(isJson ? jsonText(value) : valueText(value));
  return EXIT_CODES.ok;
}

async function runThere(command: Command, { input, isJson, env, runner }: Running): Promise<number> {
  // Until here a signal ends chatty at once; from now on it ends the run first.
  const unread = new AbortController();
  const signal = AbortSignal.any([env.stopSignal(), unread.signal]);
  async function write({ stream, text, bytes }: OutputPiece): Promise<void> {
    const data = bytes ?? text;
    if (stream === "stderr") await env.stderr(data);
    else if (stream === "stdout" && !(await env.stdout(data))) unread.abort();
  }
  const options = isJson
    ? { signal }
    : { signal, onOutput: write, outputLimitBytes: LIMITS.printedOutputBytes };
  const { value, run } = await runner.perform(command, input, options);
  if (isJson) await env.stdout(jsonText(value));
  // As a shell has it of a program whose output nobody reads any more.
  if (unread.signal.aborted) return signalExitCode("SIGPIPE");
  if (run === undefined) return EXIT_CODES.ok;
  if (isJson) return runExitCode(command.name, run);
  if (run.signal !== null && run.state === "exited") await env.note(`Ended by ${run.signal}\n`);
  const { exitCode, fault } = printedEnd(command.name, run);
  if (fault !== undefined) await env.stderr(`${faultToText(fault)}\n`);
  return exitCode;
}
