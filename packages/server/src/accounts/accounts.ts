/** What `chatty accounts` does. */

import { asked } from "../daemon/daemon-fault.ts";
import { daemonLink } from "../daemon/daemon-link.ts";
import { chattyFault } from "../faults.ts";
import { jsonText } from "../json-text.ts";
import { accountsText, loggedInText, loggedOutText, pendingText } from "./accounts-text.ts";
import { answersOf, cancelled } from "./answers.ts";
import { begin, give, logIn, type LoginSteps, verify } from "./log-in.ts";
import { openInBrowser } from "./open-in-browser.ts";

import type { LoginParams, LoginResult } from "@chatty/daemon/protocol";
import type { Host } from "@slipway/sidecar";
import type { Env } from "../env.ts";
import type { Daemon } from "../daemon/reach-daemon.ts";

type Printed = { readonly isJson: boolean };

export async function listAccounts({ isJson }: Printed, env: Env): Promise<void> {
  await withDaemon(env, async ({ daemon }) => {
    const { accounts } = await asked(daemon.call.list_accounts({}));
    if (accounts.length === 0) {
      await env.note('No accounts yet: "chatty accounts login PROVIDER" makes one\n');
    }
    await env.stdout(isJson ? jsonText({ accounts }) : accountsText(accounts));
  });
}

export type LoginOptions = Printed &
  LoginParams & {
    readonly opensBrowser: boolean;
    /** Whether what the user does next is waited for; if not, a shared daemon does. */
    readonly waits: boolean;
  };

/** @throws Fault of the daemon, `no-shared-daemon`, `no-key`, `login-cancelled` */
export async function login(options: LoginOptions, env: Env): Promise<void> {
  const { isJson, waits, opensBrowser, ...params } = options;
  await withDaemon(env, async ({ daemon, host }) => {
    // The process of one of our own is known, and it ends with us.
    if (!waits && daemon.current()?.pid !== undefined) throw notShared();
    const steps = stepsOf({ daemon, env, open: (url) => opensBrowser && openInBrowser(url, host) });
    const result = waits ? logIn(params, steps) : begin(params, steps);
    await print(result, { isJson, env, signal: steps.signal });
  });
}

export type VerifyOptions = Printed & {
  readonly login: string;
  /** What is read from the user; left out: nothing, what they do elsewhere is waited for. */
  readonly gives: "key" | "code" | undefined;
};

/** Goes on with a login that was begun with a shared daemon. @throws Fault as `login()` */
export async function verifyLogin({ login: id, gives, isJson }: VerifyOptions, env: Env): Promise<void> {
  await withDaemon(env, async ({ daemon }) => {
    const steps = stepsOf({ daemon, env, open: () => false });
    const question = gives === "key" ? "Key: " : "Code: ";
    const result =
      gives === undefined ? verify({ login: id }, steps) : give(id, { ...steps, wanted: gives, question });
    await print(result, { isJson, env, signal: steps.signal });
  });
}

export type LogoutOptions = Printed & { readonly account: string };

/** @throws Fault `account-unknown`, and the others of the daemon */
export async function logout({ account, isJson }: LogoutOptions, env: Env): Promise<void> {
  await withDaemon(env, async ({ daemon }) => {
    const result = await asked(daemon.call.logout({ account }));
    await env.stdout(isJson ? jsonText(result) : loggedOutText(result));
  });
}

type Steps = { readonly daemon: Daemon; readonly env: Env; readonly open: LoginSteps["open"] };

function stepsOf({ daemon, env, open }: Steps): LoginSteps {
  const signal = env.stopSignal();
  return { daemon, open, answers: answersOf(env, signal), tell: env.stderr, signal };
}

type Printing = Printed & Pick<LoginSteps, "signal"> & { readonly env: Pick<Env, "stdout"> };

/** Whatever a login fails with once it is not wanted any more: it was cancelled. */
async function print(wanted: Promise<LoginResult>, { isJson, env, signal }: Printing): Promise<void> {
  const result = await wanted.catch((error: unknown) => {
    throw signal.aborted ? cancelled() : error;
  });
  if (isJson) await env.stdout(jsonText(result));
  else await env.stdout(result.state === "logged_in" ? loggedInText(result.account) : pendingText(result));
}

type Reached = { readonly daemon: Daemon; readonly host: Host };

async function withDaemon(env: Env, work: (reached: Reached) => Promise<void>): Promise<void> {
  const { process: host } = await env.places();
  const link = daemonLink(host);
  try {
    await work({ daemon: await link.get(), host });
  } finally {
    await link.close();
  }
}

function notShared(): Error {
  return chattyFault("no-shared-daemon", {
    message: 'Cannot use option "--no-wait": the login would end with chatty, a shared daemon is wanted',
    hint: 'Start one with "chatty-daemon --socket --detach", or log in without --no-wait',
  });
}
