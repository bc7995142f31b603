/** Logs in with a provider: says what the user must do, step by step, and hands on what they give. */

import { Fault, faultToText } from "@slipway/fault";

import { asked } from "../daemon/daemon-fault.ts";
import { chattyFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import type { LoginParams, LoginResult, PendingLogin, VerifyParams } from "@chatty/daemon/protocol";
import type { Daemon } from "../daemon/reach-daemon.ts";
import type { Answers } from "./answers.ts";

export type LoginSteps = {
  readonly daemon: Daemon;
  readonly answers: Answers;
  /** Says something to the user. */
  readonly tell: (text: string) => Promise<unknown>;
  /** Opens an address in the browser; says whether that was tried. */
  readonly open: (url: string) => boolean;
  /** Aborted when the user does not want it any more. */
  readonly signal: AbortSignal;
};

/** @throws Fault `login-…`, `key-refused`, `no-key`, and the others of the daemon */
export async function logIn(params: LoginParams, steps: LoginSteps): Promise<LoginResult> {
  let result = await begin(params, steps);
  // oxlint-disable-next-line eslint/no-await-in-loop -- one step after the other
  while (result.state === "pending") result = await step(result, steps);
  return result;
}

/** Begins a login; asks for the passphrase of the secrets where that is missing. @throws Fault of the daemon */
export async function begin(
  params: LoginParams,
  steps: Pick<LoginSteps, "daemon" | "answers" | "tell" | "signal">,
): Promise<LoginResult> {
  const { daemon, answers, tell, signal } = steps;
  const ask = (passphrase?: string): Promise<LoginResult> =>
    asked(daemon.call.login({ ...params, ...(passphrase !== undefined && { passphrase }) }, { signal }));
  let tries = answers.isTerminal ? LIMITS.secretTries : 0;
  let passphrase: string | undefined;
  for (;;) {
    try {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one try after the other
      return await ask(passphrase);
    } catch (error) {
      if (!isFault(error, PASSPHRASE) || tries === 0) throw error;
      tries -= 1;
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      if (passphrase !== undefined) await tell(`${faultToText(error)}\n`);
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      passphrase = (await answers.secret("Passphrase of chatty's secrets: ")) ?? noKey("a passphrase");
    }
  }
}

async function step(pending: PendingLogin, steps: LoginSteps): Promise<LoginResult> {
  const { login, next, provider } = pending;
  const { tell, open, answers } = steps;
  switch (next.kind) {
    case "open_url":
      await tell(`Open this address to log in with ${provider}:\n  ${next.url}\n`);
      if (open(next.url)) await tell("It is being opened in the browser\n");
      return answers.isTerminal ? firstOf(login, steps) : verify({ login }, steps);
    case "enter_code":
      await tell(`Open ${next.url} and enter the code ${next.code}\n`);
      open(next.complete_url ?? next.url);
      return verify({ login }, steps);
    case "give_key":
      return give(login, { ...steps, wanted: "key", question: `Key for ${provider}: ` });
    case "give_code":
      return give(login, { ...steps, wanted: "code", question: `Code for ${provider}: ` });
  }
}

/** The browser comes back by itself, unless it is another machine's: then the user brings its address here. */
function firstOf(login: string, steps: LoginSteps): Promise<LoginResult> {
  const returned = verify({ login }, steps);
  const brought = bringAddress(login, steps);
  // Only one of them is waited for.
  returned.catch(() => {});
  brought.catch(() => {});
  return Promise.race([returned, brought]);
}

async function bringAddress(login: string, steps: LoginSteps): Promise<LoginResult> {
  const question = "If the browser is on another machine, enter the address that it shows in the end:\n";
  for (;;) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one try after the other
    const code = await steps.answers.line(question);
    if (code === undefined) return new Promise(() => {});
    if (code.trim() === "") continue;
    try {
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      return await verify({ login, code: code.trim() }, steps);
    } catch (error) {
      if (!isFault(error, INCOMPLETE)) throw error;
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      await steps.tell(`${faultToText(error)}\n`);
    }
  }
}

type Wanted = LoginSteps & { readonly wanted: "key" | "code"; readonly question: string };

/** Gives what the user has, up to three times where somebody can be asked again. */
export async function give(login: string, { wanted, question, ...steps }: Wanted): Promise<LoginResult> {
  const { answers, tell } = steps;
  for (let tries = answers.isTerminal ? LIMITS.secretTries : 1; ; tries -= 1) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one try after the other
    const given = (await answers.secret(question))?.trim();
    if (given === undefined || given === "") return noKey(`a ${wanted}`);
    try {
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      return await verify({ login, [wanted]: given }, steps);
    } catch (error) {
      if (!isFault(error, REFUSED) || tries <= 1) throw error;
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      await tell(`${faultToText(error)}\n`);
    }
  }
}

export function verify(
  params: VerifyParams,
  { daemon, signal }: Pick<LoginSteps, "daemon" | "signal">,
): Promise<LoginResult> {
  return asked(daemon.call.verify(params, { signal }));
}

const PASSPHRASE: ReadonlySet<string> = new Set(["passphrase-missing", "passphrase-wrong"]);
const INCOMPLETE: ReadonlySet<string> = new Set(["login-incomplete"]);
const REFUSED: ReadonlySet<string> = new Set(["key-refused", "login-incomplete"]);

function isFault(error: unknown, codes: ReadonlySet<string>): error is Fault {
  return error instanceof Fault && codes.has(error.code);
}

function noKey(wanted: string): never {
  throw chattyFault("no-key", {
    message: `Cannot log in: nothing was entered, ${wanted} is wanted`,
    hint: "Enter it at the terminal, or give it on standard input, in a line of its own",
  });
}
