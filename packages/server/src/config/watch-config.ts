/** Keeps the configuration as its file is: looks at it, and reads it again when it has changed. */

import { stat } from "node:fs/promises";

import { asFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { loadConfig, type LoadOptions } from "./load-config.ts";

import type { Fault } from "@slipway/fault";
import type { ChattyConfig } from "./chatty-config.ts";

export type { ChattyConfig } from "./chatty-config.ts";

export type WatchOptions = LoadOptions & {
  /** Called when commands or prompts are others than before, and when the file holds again, whatever it declares. */
  readonly onChange: (config: ChattyConfig) => void;
  /** Called once for every edit that does not hold. */
  readonly onProblem: (problem: Fault) => void;
  /** How often is looked. */
  readonly lookMs?: number;
};

export type ConfigWatch = {
  /** The last one that held. */
  readonly current: () => ChattyConfig;
  /** What is wrong with the file as it is now. */
  readonly problem: () => Fault | undefined;
  /** Ends the watching. */
  readonly close: () => void;
};

/**
 * Looks at the file itself again and again: editors and tools replace files, folders appear later, and not every file
 * system tells of changes. Keeps no process alive.
 *
 * @throws Fault as `loadConfig`: what does not hold at the start is no configuration to go on with
 */
export async function watchConfig(path: string, options: WatchOptions): Promise<ConfigWatch> {
  const { onChange, onProblem, lookMs = LIMITS.configLookMs } = options;
  let stamp = await stampOf(path);
  let config = await loadConfig(path, options);
  let problem: Fault | undefined;
  let changed: string | undefined;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    const now = await stampOf(path);
    // A file that is being written is read when it has come to rest.
    const isAtRest = changed === now;
    changed = now === stamp ? undefined : now;
    if (changed === undefined || !isAtRest) return;
    stamp = now;
    changed = undefined;
    try {
      const next = await loadConfig(path, options);
      const isNews = problem !== undefined || declaredIn(next) !== declaredIn(config);
      problem = undefined;
      config = next;
      if (isNews && !isClosed) onChange(next);
    } catch (error) {
      problem = asFault(error);
      if (!isClosed) onProblem(problem);
    }
  }

  function lookLater(): void {
    timer = setTimeout(() => {
      void look().finally(() => {
        if (!isClosed) lookLater();
      });
    }, lookMs);
    timer.unref();
  }

  lookLater();
  return {
    current: () => config,
    problem: () => problem,
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/** Changes whenever the file does, also within one tick of its clock and by a link that leads elsewhere. */
async function stampOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(" ");
  } catch {
    return "none";
  }
}

function declaredIn({ commands, prompts }: ChattyConfig): string {
  const declared = commands.filter(({ origin }) => origin === "configuration");
  return JSON.stringify([declared, prompts]);
}
