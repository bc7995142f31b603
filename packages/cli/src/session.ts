/** What most commands start with: the configuration, this machine, the effects, the progress display. */

import { availableParallelism, freemem } from "node:os";
import { join } from "node:path";

import {
  type Env,
  hostTarget,
  jobsAtOnce,
  orInterrupted,
  readSources,
  type Selection,
  type Sources,
} from "@slipway/build";
import { type Config, loadConfig } from "@slipway/config";
import { type RuntimeTargetId, targetNamed } from "@slipway/targets";

import type { Arguments } from "./arguments.ts";
import { startProgress, type Timings } from "./output/progress.ts";
import type { Terminal } from "./terminal.ts";

export type Session = {
  readonly config: Config;
  readonly host: RuntimeTargetId;
  readonly sources: Sources;
  readonly selection: Selection;
  readonly env: Env;
  /** How long each job took; filled while the work runs. */
  readonly timings: Timings;
};

/** Runs `action` with a session; the progress display is closed however it ends. */
export async function withSession(
  args: Arguments,
  terminal: Terminal,
  action: (session: Session) => Promise<void>,
): Promise<void> {
  const config = await projectConfig(args, terminal);
  const host = await hostTarget();
  const selection = readSelection(args, host);
  const progress = startProgress(terminal);
  const env: Env = {
    dist: join(config.root, "dist"),
    variables: withoutSecrets(terminal.variables),
    signal: terminal.signal,
    concurrency: jobsAtOnce({
      cores: availableParallelism(),
      freeBytes: freemem(),
      limitBytes: process.constrainedMemory(),
    }),
    clock: () => performance.now(),
    report: progress.report,
  };
  try {
    const sources = await readSources(config, env);
    await action({ config, host, sources, selection, env, timings: progress.timings });
  } finally {
    progress.close();
  }
}

/** The project's configuration. It is a module that may wait for anything, so ctrl-C does not wait for it. */
export async function projectConfig(args: Arguments, terminal: Terminal): Promise<Config> {
  return orInterrupted(loadConfig(terminal.cwd, args.text("config")), terminal.signal);
}

/**
 * The signing key is for signing: git, the package manager and smoke runs are not handed it. That hides nothing from an
 * executable that wants it, for whatever runs as the same user can read this process: where a key must be safe from
 * the app, nothing of it is started beside the key, which is what `release --built` is for.
 */
function withoutSecrets(variables: Terminal["variables"]): Terminal["variables"] {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !name.startsWith("SLIPWAY_SECRET")));
}

function readSelection(args: Arguments, host: RuntimeTargetId): Selection {
  const named = args.list("target").map(targetNamed);
  return { apps: args.list("app"), targets: args.flag("host") ? [host, ...named] : named };
}
