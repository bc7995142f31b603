/** Runs the command that a form was sent for. */

import { Fault } from "@slipway/fault";

import { bugFacts } from "@chatty/daemon/log";

import { findCommand } from "../commands/catalog.ts";
import { inputFromTexts } from "../commands/read-input.ts";
import { LIMITS } from "../limits.ts";
import { commandForm } from "./command-form.ts";
import { inputTexts } from "./form-texts.ts";
import { markup } from "./markup.ts";
import { pageResponse, redirectTo } from "./page.ts";
import { backTo, resultMarkup } from "./run-page.ts";

import type { Command } from "../commands/command.ts";
import type { Input } from "../commands/field.ts";
import type { Outcome } from "../runs/runner.ts";
import type { Gui } from "./gui.ts";
import type { Form } from "./sent-form.ts";

type Sent = { readonly form: Form; readonly gui: Gui };

/** @throws Fault `unknown-command`, and as `Runner.perform()` */
export async function runFromForm(name: string, { form, gui }: Sent): Promise<Response> {
  const command = findCommand(gui.config.current().commands, name);
  try {
    const input = inputFromTexts(command, inputTexts(command, form));
    if (command.does.kind !== "function") {
      return redirectTo(`${gui.home}runs/${await begunRun(command, { input, gui })}`);
    }
    const { value } = await gui.runner.perform(command, input, { signal: gui.ending });
    const body = resultMarkup({ name, value, home: gui.home });
    return pageResponse({ title: `${name} - chatty`, body });
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== "invalid-input") throw error;
    return problemPage(command, { form, gui, error });
  }
}

/** The id of a run that has ended, or goes on already for a moment. */
async function begunRun(
  command: Command,
  { input, gui: { runner, ending, performing, log } }: { readonly input: Input; readonly gui: Gui },
): Promise<string> {
  const begun = Promise.withResolvers<string>();
  const performed = runner.perform(command, input, {
    signal: ending,
    onStart: ({ id }) => begun.resolve(id),
  });
  const followed = follow(performed, { begun, log });
  performing.add(followed);
  void followed.finally(() => performing.delete(followed));
  const id = await begun.promise;
  const moment = Promise.withResolvers<void>();
  const timer = setTimeout(moment.resolve, LIMITS.pageMomentMs);
  await Promise.race([followed, moment.promise]);
  clearTimeout(timer);
  return id;
}

type Following = { readonly begun: PromiseWithResolvers<string>; readonly log: Gui["log"] };

/** To its end; that it fails before it has begun is told to who waits for that. Never rejects. */
async function follow(performed: Promise<Outcome>, { begun, log }: Following): Promise<void> {
  try {
    const { run } = await performed;
    if (run !== undefined) begun.resolve(run.id);
  } catch (error) {
    begun.reject(error);
    log("debug", "A run was not followed to its end", bugFacts(error));
  }
}

/** What is wrong with one field. */
const PROBLEM = /^(?<name>[a-z][a-z0-9_]*): (?<text>.*)$/su;

/** The form once more, with what is wrong beside each field. */
function problemPage(command: Command, { form, gui, error }: Sent & { readonly error: Fault }): Response {
  const problems = new Map<string, string>();
  const others: string[] = [];
  for (const line of error.details) {
    const { name = "", text = "" } = PROBLEM.exec(line)?.groups ?? {};
    if (Object.hasOwn(command.input, name)) problems.set(name, text);
    else others.push(line);
  }
  const sent = { texts: form, problems, others };
  const body = markup`<h1>chatty</h1>
<p class="problem">${error.message}</p>
${commandForm(command, { ...gui, sent })}${backTo(gui.home)}`;
  return pageResponse({ title: `${command.name} - chatty`, body, status: 422 });
}
