/** Compares the modules of a payload with what the app names and what the bundler says it made of it. */

import { basename, dirname, relative, resolve, sep } from "node:path";

import type { AppConfig } from "@slipway/config";
import type { PayloadContents, PayloadModule } from "@slipway/executable";

import type { Bundled } from "../compile/request.ts";
import { difference } from "./difference.ts";

export type WantedModules = {
  readonly app: AppConfig;
  /** Absolute path of the project. */
  readonly root: string;
  /** The names of all asset files, from the payload's root. */
  readonly assets: readonly string[];
  readonly bundled: Bundled;
};

/** How the bundler names a file that code imports as a file: `logo-x7w2k9qd.png`. */
const IMPORTED = /^(.*)-[a-z0-9]{8}\.([^.]*)$/u;

/** Everything that runs first, is missing, or is there though nothing asks for it; one text each. */
export function moduleDifferences(
  { entry, modules }: PayloadContents,
  wanted: WantedModules,
): readonly string[] {
  const { app, assets, bundled } = wanted;
  const found = new Set(modules.map(({ name }) => name));
  const code = new Set([app.name, ...workerNames(wanted), ...bundled.outputs]);
  const imported = new Set(bundled.inputs.map(({ path }) => basename(path)));
  const known = new Set([...code, ...assets]);
  return [
    ...difference("entry point", { found: entry, wanted: app.name }),
    ...[...code].filter((name) => !found.has(name)).map((name) => `module "${name}": not in the payload`),
    ...assets.filter((name) => !found.has(name)).map((name) => `asset "${name}": not in the payload`),
    ...modules
      .filter((module) => !known.has(module.name) && !isImported(module, imported))
      .map(({ name }) => `module "${name}": in the payload, and nothing asked for it`),
  ];
}

/** The bundler leaves workers where they are below the entry point's folder. */
function workerNames({ app, root }: WantedModules): readonly string[] {
  const entryFolder = dirname(resolve(root, app.entry));
  return app.workers.map((worker) => {
    const place = relative(entryFolder, resolve(root, worker)).split(sep).join("/");
    return place.replace(/\.[^./]+$/u, ".js");
  });
}

function isImported({ name, side }: PayloadModule, imported: ReadonlySet<string>): boolean {
  const [, stem = "", ending = ""] = IMPORTED.exec(name) ?? [];
  return side === "client" && imported.has(ending === "" ? stem : `${stem}.${ending}`);
}
