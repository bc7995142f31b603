/** What generated workflows say of a project. */

import { existsSync } from "node:fs";
import { join, relative, sep } from "node:path";

import { pinsOf, readPin } from "@slipway/build";
import type { Config } from "@slipway/config";
import { type RuntimeTargetId, TARGETS } from "@slipway/targets";

import { type Runner, runnersFor } from "./runners.ts";

export type WorkflowFacts = {
  readonly product: string;
  /** The version of Bun that is pinned. */
  readonly bunVersion: string;
  /** The command that installs what the project needs. */
  readonly install: string;
  readonly runners: readonly Runner[];
  /** Folder of the pinned runtimes, relative to the project, with "/". */
  readonly pins: string;
  /** Files that a new runtime changes, relative to the project. */
  readonly cacheKeys: readonly string[];
  /** Names of the secrets that channels need, as variables of the environment. */
  readonly channelSecrets: readonly string[];
  /** Systems whose executables the project signs with a command of its own. */
  readonly signedSystems: readonly string[];
};

/** Where a project finds the pins that come with Slipway, whatever folder the package manager really has them in. */
const INSTALLED_PINS = "node_modules/slipway/build/runtimes";
const LOCKFILE = "bun.lock";

/** The facts of a project; `host` is any target of which a runtime is pinned. */
export function workflowFacts(config: Config, host: RuntimeTargetId): WorkflowFacts {
  const { root, product } = config;
  const pins = pinsOf(config);
  const folder = relative(root, pins.folder).split(sep).join("/");
  const isOwn = !/^(?:\.\.|node_modules)\//u.test(folder);
  const isLocked = existsSync(join(root, LOCKFILE));
  return {
    product,
    bunVersion: readPin(pins, host).version,
    install: isLocked ? "bun install --frozen-lockfile" : "bun install",
    runners: runnersFor(config.apps.flatMap(({ targets }) => targets)),
    pins: isOwn ? folder : INSTALLED_PINS,
    cacheKeys: [
      ...(isOwn ? [relative(root, pins.checksums).split(sep).join("/")] : []),
      isLocked ? LOCKFILE : "package.json",
    ],
    channelSecrets: config.channels.homebrew === undefined ? [] : ["HOMEBREW_TAP_TOKEN"],
    signedSystems: Object.keys(config.signCommands).toSorted(),
  };
}

/** Folder of the program that a target's pinned runtime is, relative to the project. */
export function runtimeFolder({ pins }: WorkflowFacts, target: RuntimeTargetId): string {
  return `${pins}/${target}/node_modules/${TARGETS[target].runtimePackage}/bin`;
}
