/** Where the runtimes are pinned, and what each pin says. */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

import { TARGETS, type RuntimeTargetId } from "@slipway/targets";

import { buildFault } from "../faults.ts";
import { parseChecksums } from "./checksums.ts";

/** The folder of all pins, and the file of their digests. */
export type Pins = {
  /** Absolute path; holds one folder per target, each with its own package.json and bun.lock. */
  readonly folder: string;
  /** Absolute path of `runtimes.sha256`; the paths in it are relative to `base`. */
  readonly checksums: string;
  /** Absolute path of the folder that `sha256sum -c` is run in. */
  readonly base: string;
};

/** One target's pinned runtime. */
export type RuntimePin = {
  readonly target: RuntimeTargetId;
  readonly version: string;
  /** Absolute path of the pin's folder. */
  readonly folder: string;
  /** Absolute path of the runtime, there once it is installed. */
  readonly file: string;
  /** The digest this repository vouches for. */
  readonly sha256: string;
};

/** The pins that come with Slipway. */
export const OWN_PINS: Pins = pinsBelow(resolve(import.meta.dirname, "..", "..", ".."), {
  folder: "build/runtimes",
  checksums: "checksums/runtimes.sha256",
});

/** The pins of a project that keeps its own; paths are relative to `root`. */
export function pinsBelow(
  root: string,
  paths: { readonly folder: string; readonly checksums: string },
): Pins {
  return { base: root, folder: resolve(root, paths.folder), checksums: resolve(root, paths.checksums) };
}

/**
 * Reads what is pinned for a target.
 *
 * @throws Fault `runtime-unpinned` when there is no pin or no digest, `pin-invalid` when it cannot be read.
 */
export function readPin(pins: Pins, target: RuntimeTargetId): RuntimePin {
  const folder = join(pins.folder, target);
  const packageName = TARGETS[target].runtimePackage;
  const version = pinnedVersion(join(folder, "package.json"), packageName, target);
  const file = runtimeFile(pins, target);
  const listed = relative(pins.base, file).split(sep).join("/");
  const sha256 = readChecksums(pins).get(listed);
  if (sha256 === undefined) {
    throw buildFault("runtime-unpinned", {
      message: `Cannot use the runtime of ${target}: "${pins.checksums}" has no line for "${listed}"`,
      hint: `Run: slipway pin ${version} --target ${target}`,
    });
  }
  return { target, version, folder, file, sha256 };
}

/** Where a target's runtime is once its pin is installed. */
export function runtimeFile(pins: Pins, target: RuntimeTargetId): string {
  const { runtimePackage, suffix } = TARGETS[target];
  return join(pins.folder, target, "node_modules", ...runtimePackage.split("/"), "bin", `bun${suffix}`);
}

/** The text of a pin's package.json. */
export function pinText(target: RuntimeTargetId, version: string): string {
  const content = {
    name: `runtime-${target}`,
    private: true,
    dependencies: { [TARGETS[target].runtimePackage]: version },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** The digests this repository vouches for, by path; none where there is no file yet. */
export function readChecksums(pins: Pins): ReadonlyMap<string, string> {
  return existsSync(pins.checksums)
    ? parseChecksums(readFileSync(pins.checksums, "utf8"), pins.checksums)
    : new Map();
}

function pinnedVersion(path: string, packageName: string, target: RuntimeTargetId): string {
  if (!existsSync(path)) {
    throw buildFault("runtime-unpinned", {
      message: `Cannot use the runtime of ${target}: "${dirname(path)}" pins none`,
      hint: `Run: slipway pin VERSION --target ${target}`,
    });
  }
  const version = versionIn(readFileSync(path, "utf8"), packageName);
  if (version !== undefined && /^\d+\.\d+\.\d+$/u.test(version)) return version;
  throw buildFault("pin-invalid", {
    message: `Cannot read pin "${path}": found ${JSON.stringify(version)} for ${packageName}, wanted an exact version`,
    hint: `Run: slipway pin VERSION --target ${target}`,
  });
}

function versionIn(text: string, packageName: string): string | undefined {
  try {
    const content: { readonly dependencies?: Readonly<Record<string, unknown>> } = JSON.parse(text);
    const version = content.dependencies?.[packageName];
    return typeof version === "string" ? version : undefined;
  } catch {
    // Whatever is wrong with the text, the caller says that there is no version in it.
    return undefined;
  }
}
