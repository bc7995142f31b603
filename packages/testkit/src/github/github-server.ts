/**
 * A GitHub on loopback: releases with their files, refs and files of branches, tokens with rights. It keeps to GitHub's
 * published description, holds its callers to it as well, and misbehaves when told to.
 */

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

import type { Exchanged, RequestHook, Session } from "./exchange.ts";
import { disconnect } from "./incoming.ts";
import { type Arrival, listen } from "./listeners.ts";
import { type Misbehaviour, misbehaviours } from "./misbehaviour.ts";
import { repositoryControl, type RepositoryControl } from "./repository-control.ts";
import { type GithubToken, newRepository, type Places, type World } from "./world.ts";

/** A token that may do everything on a server that was given no others. */
export const GITHUB_TOKEN = "ghp_000000000000000000000000000000000000";

export type GithubOptions = {
  /** Full names; default `octo/app`. */
  readonly repositories?: readonly string[];
  /** Default: `GITHUB_TOKEN` for an administrator, with the scope "repo". */
  readonly tokens?: Readonly<Record<string, GithubToken>>;
  /** One host with the API below `/api/v3`, uploads below `/api/uploads`, and no rate limits. */
  readonly enterprise?: boolean;
  /** The time all dates are taken from; default the real one. */
  readonly now?: () => Date;
};

export type GithubServer = Places & {
  /** Every request in order of arrival; `status` is 0 until it is answered, and for connections that were reset. */
  readonly requests: readonly Exchanged[];
  /** Where a request or an answer was not as described; reported by `expectNoViolations` and `close`. */
  readonly violations: readonly string[];
  readonly repository: (fullName: string) => RepositoryControl;
  readonly misbehave: (misbehaviour: Misbehaviour) => void;
  /** From now on everything goes well. */
  readonly behave: () => void;
  /** Misbehaviours that no request has met. */
  readonly unusedMisbehaviours: () => readonly Misbehaviour[];
  /** Called, and waited for, when a request arrives, before it has any effect. */
  readonly onRequest: (hook: RequestHook) => void;
  /** Called, and waited for, when a request has had its effect, before its answer is sent. */
  readonly onAnswer: (hook: RequestHook) => void;
  /** Resolves when no request is under way: what a killed client had sent may still have its effect before. */
  readonly settled: () => Promise<void>;
  /** Throws when a request or an answer was not as described. */
  readonly expectNoViolations: () => void;
  /** Ends all connections, removes all files, and throws as `expectNoViolations` does. */
  readonly close: () => Promise<void>;
};

/** Starts a server that is there until it is closed. */
export async function githubServer(options: GithubOptions = {}): Promise<GithubServer> {
  const { enterprise = false } = options;
  const listening = await listen(enterprise);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "slipway-github-")));
  const closing = new AbortController();
  const session: Session = {
    world: newWorld(options, { places: listening.places, folder, enterprise }),
    requests: [],
    violations: [],
    hooks: { request: nothing, answer: nothing },
    misbehaviours: misbehaviours(),
    closing: closing.signal,
  };
  const underWay = new Set<Promise<void>>();
  listening.answerWith(async (arrival) => {
    const exchange = exchangeOrFail(session, arrival);
    underWay.add(exchange);
    await exchange;
    underWay.delete(exchange);
  });
  const settled = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.all(underWay);
  };
  return {
    ...listening.places,
    ...controlOf(session),
    settled,
    close: async () => {
      closing.abort();
      await listening.close();
      await settled();
      rmSync(folder, { recursive: true, force: true });
      throwViolations(session);
    },
  };
}

/** The same for one test: it is closed when the test is finished, and violations fail the test. */
export async function githubForTest(options: GithubOptions = {}): Promise<GithubServer> {
  const server = await githubServer(options);
  onTestFinished(server.close);
  return server;
}

const ADMINISTRATOR: GithubToken = { login: "octo", role: "admin", kind: "classic", scopes: ["repo"] };

function newWorld(
  { repositories = ["octo/app"], tokens = { [GITHUB_TOKEN]: ADMINISTRATOR }, now }: GithubOptions,
  place: Pick<World, "places" | "folder" | "enterprise">,
): World {
  let lastId = 1000;
  const world: World = {
    ...place,
    repositories: new Map(),
    tokens: new Map(Object.entries(tokens)),
    nextId: () => {
      lastId += 1;
      return lastId;
    },
    now: () => `${(now?.() ?? new Date()).toISOString().slice(0, 19)}Z`,
  };
  for (const fullName of repositories) {
    const [owner = "", name = ""] = fullName.split("/");
    newRepository(world, { owner, name });
  }
  return world;
}

/** A failure of the server is found in the list of violations, so that no test takes it for a fault it asked for. */
async function exchangeOrFail(session: Session, arrival: Arrival): Promise<void> {
  try {
    // Not before it is needed: the validator would cost every test file that uses this package tens of milliseconds.
    const { exchangeWith } = await import("./exchange.ts");
    await exchangeWith(session, arrival);
  } catch (error) {
    session.violations.push(`the server itself failed: ${String(error)}`);
    disconnect(arrival.message);
  }
}

function controlOf(session: Session): Omit<GithubServer, keyof Places | "close" | "settled"> {
  const { world, hooks } = session;
  return {
    requests: session.requests,
    violations: session.violations,
    repository: (fullName) => {
      const found = world.repositories.get(fullName.toLowerCase());
      if (found === undefined) throw new Error(`Cannot find the repository "${fullName}"`);
      return repositoryControl(world, found);
    },
    misbehave: session.misbehaviours.add,
    behave: session.misbehaviours.clear,
    unusedMisbehaviours: session.misbehaviours.unused,
    onRequest: (hook) => {
      hooks.request = hook;
    },
    onAnswer: (hook) => {
      hooks.answer = hook;
    },
    expectNoViolations: () => throwViolations(session),
  };
}

function throwViolations({ violations }: Session): void {
  if (violations.length > 0)
    throw new Error(`${violations.length} violations of GitHub's description:\n${violations.join("\n")}`);
}

function nothing(): void {
  // Hooks are optional.
}
