/** Checks that native addons are for the target, and that the bundler could follow what loads them. */

import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";

import { RUNTIME_TARGET_IDS } from "@slipway/targets";

import { type CompileJob, jobName } from "../plan.ts";
import { type AddonSystem, addonSystemOf, fits } from "./addon-system.ts";
import { declaredFault } from "./faults.ts";
import { mayBeMissing } from "./may-be-missing.ts";
import { shownPath } from "./shown-path.ts";
import { isCodeFile } from "./source-facts.ts";
import { lineAt } from "./tokens.ts";

/** Packages that look for an addon in folders at run time, where an executable has none. */
const LOADERS = [
  "@mapbox/node-pre-gyp",
  "bindings",
  "node-gyp-build",
  "node-gyp-build-optional-packages",
  "node-pre-gyp",
  "pkg-prebuilds",
];

export type AddonOptions = {
  /** Absolute path of the project. */
  readonly root: string;
  /** Absolute paths of the sources in the payload. */
  readonly inputs: readonly string[];
};

/**
 * Checks the addons among the sources, and those among the assets, of which one must be for the target.
 *
 * @throws Fault `foreign-addon` for those of another system, `unfollowed-addon` for those that would not be found.
 */
export function checkAddons(job: CompileJob, options: AddonOptions): void {
  const foreign = [...foreignInputs(job, options), ...foreignAssets(job, options.root)];
  if (foreign.length > 0) {
    const { name } = job.app;
    throw declaredFault("foreign-addon", {
      message: `Cannot accept ${jobName(job)}: ${foreign.length === 1 ? "a native addon is" : `${foreign.length} native addons are`} not for ${job.target}`,
      details: foreign,
      hint: `Install the addon's package for ${job.target} and require it where process.platform and process.arch say so, or limit apps.${name}.targets`,
    });
  }
  const unfollowed = loaderUses(job, options);
  if (unfollowed.length === 0) return;
  throw declaredFault("unfollowed-addon", {
    message: `Cannot accept ${jobName(job)}: it loads native addons in a way that the bundler does not follow`,
    details: unfollowed.map(({ text }) => text),
    hint: `Require the addon by its literal path, e.g. require("./build/Release/addon.node"); where it can be missing, write apps.${job.app.name}.allowUnresolved: ["${unfollowed[0]?.loader ?? ""}"]`,
  });
}

type Addon = { readonly path: string; readonly system: AddonSystem | undefined };

function readAddon(path: string): Addon {
  return { path, system: addonSystemOf(readFileSync(path)) };
}

function isFor(job: CompileJob, { system }: Addon): boolean {
  return system !== undefined && fits(system, job.target);
}

function saying(addon: Addon, root: string): string {
  const targets = RUNTIME_TARGET_IDS.filter(
    (target) => addon.system !== undefined && fits(addon.system, target),
  );
  const found = targets.length === 0 ? "is for none of the targets" : `is for ${targets.join(", ")}`;
  return `"${shownPath(root, addon.path)}" ${found}`;
}

/** A source that requires one addon for each system is fine as long as one of them is for the target. */
function foreignInputs(job: CompileJob, { root, inputs }: AddonOptions): readonly string[] {
  const addons = inputs.filter((path) => path.endsWith(".node")).map(readAddon);
  const foreign = addons.filter((addon) => !isFor(job, addon));
  if (foreign.length === 0) return [];
  const names = addons.filter((addon) => isFor(job, addon)).map(({ path }) => basename(path));
  return foreign.flatMap((addon) => {
    const [place] = placesOf(inputs, (text) => text.indexOf(basename(addon.path)));
    if (place !== undefined && names.some((name) => place.text.includes(name))) return [];
    const found = saying(addon, root);
    return [place === undefined ? found : `${shownPath(root, place.path)}:${place.line}: ${found}`];
  });
}

function foreignAssets(job: CompileJob, root: string): readonly string[] {
  const paths = job.app.assets.filter((asset) => asset.endsWith(".node"));
  const addons = paths.map((path) => readAddon(resolve(root, path)));
  return addons.some((addon) => isFor(job, addon)) ? [] : addons.map((addon) => saying(addon, root));
}

function loaderUses(
  job: CompileJob,
  { root, inputs }: AddonOptions,
): readonly { readonly loader: string; readonly text: string }[] {
  return LOADERS.filter((loader) => !mayBeMissing(job.app, [loader])).flatMap((loader) => {
    const folder = `/node_modules/${loader}/`;
    if (!inputs.some((path) => path.includes(folder))) return [];
    const others = inputs.filter((path) => !path.includes(folder));
    const pattern = new RegExp(`["'\`]${loader}["'\`]`, "u");
    return placesOf(others, (text) => text.search(pattern)).map(({ path, line }) => ({
      loader,
      text: `${shownPath(root, path)}:${line}: loads an addon through "${loader}", which looks for it in folders at run time`,
    }));
  });
}

type Place = { readonly path: string; readonly line: number; readonly text: string };

/** The sources in which something is found, with the line it is in. */
function placesOf(inputs: readonly string[], find: (text: string) => number): readonly Place[] {
  return inputs.filter(isCodeFile).flatMap((path) => {
    const text = readFileSync(path, "utf8");
    const at = find(text);
    return at === -1 ? [] : [{ path, line: lineAt(text, at), text }];
  });
}
