/** Checks the paths of a configuration: below its folder, links followed, and there. */

import { readdirSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";

import type { Problem } from "./problems.ts";

/** A path as the configuration names it. */
export type NamedPath = {
  /** Real path of the configuration's folder. */
  readonly root: string;
  readonly file: string;
  /** Where the configuration names it, e.g. `apps.hello.entry`. */
  readonly path: string;
};

/** The problem of a path that leads out of the project; what is there does not matter. */
export function pathProblems({ root, file, path }: NamedPath): readonly Problem[] {
  if (file.includes("\0")) return [{ path, text: "a path cannot have a NUL character" }];
  if (!isAbsolute(file) && isInside(root, resolve(root, file))) return [];
  return [
    {
      path,
      text: `"${file}" leads out of the project. Use a relative path below the configuration's folder`,
    },
  ];
}

/** The problem of a path that leads out of the project, also through a link, or at which nothing fitting is. */
export function fileProblems(named: NamedPath, wanted: "file" | "files"): readonly Problem[] {
  const { root, file, path } = named;
  const outside = pathProblems(named);
  if (outside.length > 0) return outside;
  const real = realPathOf(resolve(root, file));
  if (real === undefined)
    return [{ path, text: `"${file}" does not exist. Paths start at the configuration's folder` }];
  if (!isInside(root, real))
    return [{ path, text: `"${file}" is a link that leads out of the project. Put the file itself there` }];
  if (statSync(real).isFile()) return [];
  const isFolder = statSync(real).isDirectory();
  if (wanted === "files" && isFolder) {
    if (hasFiles(real)) return [];
    return [{ path, text: `"${file}" is a folder without files. Put them there, or remove it here` }];
  }
  const found = isFolder ? "a folder" : "no regular file";
  return [{ path, text: `"${file}" is ${found}, wanted a file` }];
}

/** True when `path` lies below `folder`; both are absolute. */
export function isInside(folder: string, path: string): boolean {
  const steps = relative(folder, path);
  return steps !== "" && steps !== ".." && !steps.startsWith(`..${sep}`) && !isAbsolute(steps);
}

/** Links do not count: the bundler leaves them out. */
function hasFiles(folder: string): boolean {
  const entries = readdirSync(folder, { withFileTypes: true });
  return (
    entries.some((entry) => entry.isFile()) ||
    entries.some((entry) => entry.isDirectory() && hasFiles(join(folder, entry.name)))
  );
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    // Nothing is there, or not at the end of the links: the caller says so with the path as it was written.
    const gone =
      error instanceof Error && "code" in error && /^(?:ENOENT|ENOTDIR|ELOOP)$/u.test(String(error.code));
    if (gone) return undefined;
    throw error;
  }
}
