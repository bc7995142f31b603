/** A project of somebody else with `slipway` installed from its npm package, as its users have it. */

import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

import { RUNTIME_TARGET_IDS } from "@slipway/targets";
import { endOf, foreignProject, npmRegistry, type Ran } from "@slipway/testkit";
import { expect } from "vitest";

import { type NpmPackage, writeNpmPackage } from "../npm-package/write-npm-package.ts";

import { foldersWithoutBunAsNode } from "./folders-without-bun-as-node.ts";

export type ForeignInstall = {
  /** Absolute path of the project. */
  readonly root: string;
  /** Absolute path of the installed package. */
  readonly installed: string;
  readonly package: NpmPackage;
  /** The PATH of what `run` runs. */
  readonly path: string;
  /** Runs a program in the project, with nothing of this repository in its environment. */
  readonly run: (command: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ran>;
  /** Runs the installed `slipway`. */
  readonly slipway: (...args: readonly string[]) => Promise<Ran>;
};

export const REPOSITORY: string = resolve(import.meta.dirname, "..", "..", "..", "..");

export type Installer = "bun isolated" | "bun hoisted" | "npm";

/** How each package manager installs the package in a file, without its last word. */
const INSTALL: Readonly<Record<Installer, readonly string[]>> = {
  "bun isolated": [process.execPath, "add", "--linker", "isolated"],
  "bun hoisted": [process.execPath, "add", "--linker", "hoisted"],
  npm: ["npm", "install"],
};

/**
 * Writes a project's files, installs what its package.json names and `slipway`, both from loopback. The runtimes are
 * the ones this repository has: their digests are pinned, so no other could be served.
 */
export async function foreignInstall(
  files: Readonly<Record<string, string>>,
  options: { readonly by: Installer },
): Promise<ForeignInstall> {
  const root = foreignProject(files, { config: "{}" });
  const outside = join(root, "..");
  const [bin, home] = [join(outside, "bin"), join(outside, "home")];
  for (const folder of [bin, home]) mkdirSync(folder);
  symlinkSync(process.execPath, join(bin, "bun"));
  const registry = npmRegistry();
  const environment = {
    ...registry.environment(home),
    PATH: [bin, ...foldersWithoutBunAsNode()].join(delimiter),
  };
  const run: ForeignInstall["run"] = (command, env) =>
    runBeside(command, { cwd: root, env: { ...process.env, ...environment, ...env } });
  const written = await writeNpmPackage({ repository: REPOSITORY, folder: join(outside, "npm") });
  const added = await run([...INSTALL[options.by], written.path]);
  expect(added.exitCode, `${added.stdout}${added.stderr}`).toBe(0);
  const installed = join(root, "node_modules", "slipway");
  bringRuntimes(installed);
  const slipway: ForeignInstall["slipway"] = (...args) =>
    run([process.execPath, "run", "--silent", "slipway", ...args]);
  return { root, installed, package: written, path: environment.PATH, run, slipway };
}

/** The registry answers in this process, so it may not wait for the program. */
async function runBeside(
  command: readonly string[],
  place: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<Ran> {
  return endOf(Bun.spawn([...command], { ...place, stdin: "ignore", stdout: "pipe", stderr: "pipe" }));
}

function bringRuntimes(installed: string): void {
  for (const target of RUNTIME_TARGET_IDS) {
    const folder = join("build", "runtimes", target, "node_modules");
    if (existsSync(join(REPOSITORY, folder))) symlinkSync(join(REPOSITORY, folder), join(installed, folder));
  }
}
