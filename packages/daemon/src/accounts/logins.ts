/** Logins under way: each has a name, ends by itself, and is finished once, by however many ask for it. */

import { randomBytes } from "node:crypto";

import { Fault } from "@slipway/fault";

import { accountFault } from "./faults.ts";
import { ACCOUNT_LIMITS } from "./limits.ts";
import { loginExpired, loginIncomplete, loginStopped } from "./login-faults.ts";

import type { Clock } from "../secrets/clock.ts";
import type { VerifyResult } from "./account-methods.ts";
import type { LoginFlow, LoginInput, LoginOutcome } from "./login-flow.ts";

export type Login = {
  readonly id: string;
  readonly provider: string;
  /** The name that was asked for, if any. */
  readonly account: string | undefined;
  readonly flow: LoginFlow;
};

export type Logins = {
  /** @throws Fault `logins-too-many`. */
  readonly add: (login: Omit<Login, "id">) => Login;
  /**
   * Finishes a login. A fault that may pass, or that another key would mend, leaves it open. `stop` ends the waiting
   * alone, not the login.
   *
   * @throws Fault `login-…`, `key-refused`, `provider-…`, and what saving throws.
   */
  readonly finish: (id: string, options: FinishOptions) => Promise<VerifyResult>;
  readonly count: () => number;
  readonly close: () => void;
};

export type FinishOptions = { readonly input: LoginInput; readonly stop?: AbortSignal | undefined };

export type LoginsOptions = {
  readonly clock: Clock;
  /** Called once with what came of a login. */
  readonly save: (login: Login, outcome: LoginOutcome) => Promise<VerifyResult>;
};

type OpenLogin = Login & {
  readonly ended: AbortController;
  running?: Promise<VerifyResult> | undefined;
  /** What came of it: a credential that could not be saved is not lost, since no provider gives it twice. */
  outcome?: LoginOutcome;
};

/** After these the login can go on. */
const PASSING: ReadonlySet<string> = new Set(["provider-unreachable", "login-incomplete", "key-refused"]);

export function createLogins({ clock, save }: LoginsOptions): Logins {
  const logins = new Map<string, OpenLogin>();

  function end({ id, flow, ended }: OpenLogin): void {
    logins.delete(id);
    ended.abort();
    flow.close();
  }

  async function run(login: OpenLogin): Promise<VerifyResult> {
    try {
      const outcome = login.outcome ?? (await login.flow.finish());
      if (outcome.kind === "credential") login.outcome = outcome;
      const result = await save(login, outcome);
      if (result.state === "logged_in") end(login);
      return result;
    } catch (error) {
      const mayGoOn = login.outcome !== undefined || (error instanceof Fault && PASSING.has(error.code));
      if (!mayGoOn) end(login);
      throw error;
    } finally {
      login.running = undefined;
    }
  }

  return {
    add(parts) {
      if (logins.size >= ACCOUNT_LIMITS.logins) {
        parts.flow.close();
        throw tooMany();
      }
      const login = { ...parts, id: randomBytes(16).toString("hex"), ended: new AbortController() };
      logins.set(login.id, login);
      void clock.wait(parts.flow.expiresAtMs - clock.nowMs(), login.ended.signal).then(() => end(login));
      return login;
    },
    async finish(id, { input, stop }) {
      const login = logins.get(id);
      if (login === undefined) throw unknown();
      if (login.flow.expiresAtMs < clock.nowMs()) throw loginExpired(login.provider);
      expectLengths(input, login.provider);
      if (input.key !== undefined || input.code !== undefined) login.flow.give(input);
      // What a second one who asks gets is what the first one gets.
      login.running ??= run(login);
      return stop === undefined
        ? login.running
        : orStopped(login.running, { stop, provider: login.provider });
    },
    count: () => logins.size,
    close() {
      for (const login of logins.values()) end(login);
    },
  };
}

function orStopped(
  outcome: Promise<VerifyResult>,
  { stop, provider }: { readonly stop: AbortSignal; readonly provider: string },
): Promise<VerifyResult> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onStop = (): void => reject(loginStopped(provider));
  if (stop.aborted) onStop();
  else stop.addEventListener("abort", onStop, { once: true });
  return Promise.race([outcome, promise]).finally(() => stop.removeEventListener("abort", onStop));
}

function expectLengths({ key = "", code = "" }: LoginInput, provider: string): void {
  const { inputCharacters } = ACCOUNT_LIMITS;
  if (Math.max(key.length, code.length) <= inputCharacters) return;
  throw loginIncomplete(provider, `a text of at most ${inputCharacters} characters`);
}

function tooMany(): Error {
  return accountFault("logins-too-many", {
    message: `Cannot start a login: ${ACCOUNT_LIMITS.logins} are under way, fewer are wanted`,
    hint: "Finish one of them, or wait until they end by themselves",
  });
}

function unknown(): Error {
  return accountFault("login-unknown", {
    message: "Cannot verify the login: there is none of that name, or it is over",
    hint: "Log in again",
  });
}
