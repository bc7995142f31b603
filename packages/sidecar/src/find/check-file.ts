/** Looks whether a file could be run. */

import { accessSync, constants, statSync } from "node:fs";

/** Undefined: nothing speaks against it. */
export type Objection = { readonly kind: "missing" | "unusable"; readonly text: string } | undefined;

/** What speaks against running the file at `path`; links are followed. */
export function objectionTo(path: string, { isProgram }: { readonly isProgram: boolean }): Objection {
  try {
    const found = statSync(path);
    if (found.isDirectory()) return { kind: "unusable", text: "a folder" };
    if (!found.isFile()) return { kind: "unusable", text: "no regular file" };
    accessSync(path, isProgram && process.platform !== "win32" ? constants.X_OK : constants.R_OK);
    return undefined;
  } catch (error) {
    return objectionOf(error, isProgram);
  }
}

function objectionOf(error: unknown, isProgram: boolean): Objection {
  const { code, syscall }: Partial<NodeJS.ErrnoException> = error instanceof Error ? error : {};
  if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing", text: "not there" };
  if (code === "EACCES" && syscall === "access")
    return { kind: "unusable", text: isProgram ? "not executable" : "not readable" };
  return { kind: "unusable", text: error instanceof Error ? error.message : "not to be looked at" };
}
