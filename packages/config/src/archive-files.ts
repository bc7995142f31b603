/** Normalises and checks the files of an archive: their names must do on every system it is unpacked on. */

import { lstatSync } from "node:fs";
import { posix, resolve } from "node:path";

import { DEVICE } from "./names.ts";
import { fileProblems, pathProblems } from "./paths.ts";
import type { Problem } from "./problems.ts";

type Context = {
  readonly root: string;
  /** Names of the apps: their executables lie beside the files. */
  readonly apps: readonly string[];
};

/** The default files: an archive goes without them where they do not exist. */
const OPTIONAL = ["README.md", "LICENSE"];

/** The file's path from the root of the archive: "/" between the steps, none of them "." or "..". */
export function archivePath(file: string): string {
  return posix.normalize(file.replaceAll("\\", "/")).replace(/\/+$/u, "");
}

/** False for a default file that this project does not have. */
export function isWanted(file: string, root: string): boolean {
  const path = archivePath(file);
  return !OPTIONAL.includes(path) || lstatSync(resolve(root, path), { throwIfNoEntry: false }) !== undefined;
}

/** At most one problem for each of `files`, which are as the configuration has them. */
export function archiveProblems(files: readonly string[], context: Context): readonly Problem[] {
  const keys = files.map((file) => keyOf(archivePath(file)));
  return files.flatMap((file, index) => {
    const path = `archive.files[${index}]`;
    const named = { root: context.root, file: archivePath(file), path };
    const outside = pathProblems({ ...named, file: file === "" ? file : named.file });
    if (outside.length > 0) return outside;
    const first = keys.indexOf(keys[index] ?? "");
    const text =
      nameProblem(named.file) ??
      executableProblem(named.file, context.apps) ??
      (first < index ? `is the same file as archive.files[${first}]. Remove one of them` : undefined);
    if (text !== undefined) return [{ path, text: `"${file}" ${text}` }];
    return isWanted(file, context.root) ? fileProblems(named, "file") : [];
  });
}

/** What two names have in common that only one of them can have on some system. */
function keyOf(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

function nameProblem(file: string): string | undefined {
  // oxlint-disable-next-line eslint/no-control-regex -- control characters are what it looks for
  const character = /[<>:"|?*\u0000-\u001f\u007f]/u.exec(file);
  const steps = file.split("/");
  if (character !== null) {
    return `has ${JSON.stringify(character[0])} in it, which Windows does not take. Rename the file`;
  }
  if (steps.some((step) => /[. ]$/u.test(step))) {
    return "has a dot or a blank at the end of a name, which Windows drops. Rename the file";
  }
  const device = steps.find((step) => DEVICE.test(step.split(".")[0] ?? ""));
  return device === undefined ? undefined : `has the name of a device of Windows in it. Rename "${device}"`;
}

function executableProblem(file: string, apps: readonly string[]): string | undefined {
  const [first = ""] = keyOf(file).split("/");
  const app = apps.find((name) => first === name || first === `${name}.exe`);
  return app === undefined ? undefined : `lies where the executable of "${app}" will be. Rename one of them`;
}
