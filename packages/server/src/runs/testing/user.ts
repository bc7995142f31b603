/** A user with a data folder of their own. */

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { type Host, thisHost } from "@slipway/sidecar";
import { processesIn, tempFolder } from "@slipway/testkit";
import { expect, onTestFinished } from "vitest";

import { openRunner, type Runner } from "../runner.ts";

import type { CommandContext } from "../../commands/command.ts";

export type User = { readonly host: Host; readonly folder: string; readonly data: string };

export function user(env: Readonly<Record<string, string>> = {}): User {
  const folder = tempFolder();
  const data = join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  const { PATH, HOME } = process.env;
  return { host: { ...thisHost(), env: { PATH, HOME, CHATTY_DATA_DIR: data, ...env } }, folder, data };
}

export const context: CommandContext = {
  now: () => new Date("2026-11-20T08:05:09.123Z"),
  randomUuid: () => "6f1c9d0e-3b1a-4f57-9a63-0d8d1f6e2b4c",
  platform: { os: process.platform, cpu: process.arch, isCompiled: false, bunVersion: Bun.version },
};

/** A runner of that user, closed with the test, which must leave no process. */
export function runnerOf({ host, data }: User): Runner {
  const runner = openRunner({ host, context });
  onTestFinished(async () => {
    await runner.close();
    await expect.poll(() => processesIn(data), { timeout: 5000 }).toEqual([]);
  });
  return runner;
}
