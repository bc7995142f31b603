/** A small project outside this repository, as a user of Slipway has one. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { tempFolder } from "./temp-folder.ts";

/**
 * Writes files into a new folder and returns its path. `config` is the text of the configuration's object; without
 * one of its own the project has a package.json of version 1.2.3.
 */
export function foreignProject(
  files: Readonly<Record<string, string>>,
  options: { readonly config: string; readonly folder?: string },
): string {
  const root = join(tempFolder(), options.folder ?? "project");
  const all = {
    "package.json": '{ "name": "hello", "version": "1.2.3", "type": "module" }\n',
    "slipway.config.ts": `export default ${options.config};\n`,
    ...files,
  };
  writeFiles(root, all);
  return root;
}

/** Writes files below a folder, making folders as needed. */
export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

/** The smallest app that passes the default smoke run. */
export const HELLO = 'console.log("1.2.3");\n';
