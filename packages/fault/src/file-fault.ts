/** Turns what the operating system says of a file into a fault with a next move. */

import { Fault, faultsOf, type FaultText } from "./fault.ts";

const fileFaults = faultsOf({
  "no-space": "environment",
  "no-permission": "environment",
  "read-only": "environment",
  "file-in-the-way": "environment",
  "too-many-files": "environment",
  "file-missing": "environment",
  "file-busy": "environment",
  "bad-path": "environment",
});

type Explanation = {
  readonly code: Parameters<typeof fileFaults>[0];
  readonly found: string;
  readonly hint: string;
};

/** errno(3) names and what they mean for someone who writes a release. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ENOSPC: { code: "no-space", found: "the disk is full", hint: "Free some space and run the command again" },
  EDQUOT: {
    code: "no-space",
    found: "the disk quota is used up",
    hint: "Free some space and run the command again",
  },
  EACCES: {
    code: "no-permission",
    found: "permission denied",
    hint: "Make it readable and writable for you",
  },
  EPERM: { code: "no-permission", found: "not permitted", hint: "Make it readable and writable for you" },
  EROFS: {
    code: "read-only",
    found: "the file system is read-only",
    hint: "Work in a folder that can be written",
  },
  ENOTDIR: {
    code: "file-in-the-way",
    found: "a file is where a folder is wanted",
    hint: "Move that file away",
  },
  EEXIST: { code: "file-in-the-way", found: "something is there already", hint: "Move it away" },
  EISDIR: {
    code: "file-in-the-way",
    found: "a folder is where a file is wanted",
    hint: "Move that folder away",
  },
  ENOENT: {
    code: "file-missing",
    found: "no such file or folder",
    hint: "Check that nothing else removes files meanwhile",
  },
  EBUSY: {
    code: "file-busy",
    found: "another program uses it",
    hint: "Close that program and run the command again",
  },
  ETXTBSY: { code: "file-busy", found: "it is running", hint: "End that program and run the command again" },
  ENAMETOOLONG: {
    code: "bad-path",
    found: "the path is too long",
    hint: "Work in a folder with a shorter path",
  },
  ELOOP: { code: "bad-path", found: "its links lead in a circle", hint: "Mend the links" },
  EMFILE: { code: "too-many-files", found: "too many open files", hint: "Raise the limit (ulimit -n)" },
  ENFILE: { code: "too-many-files", found: "too many open files in the system", hint: "Close some programs" },
};

/** What people call what the system was asked for. */
const ACTIONS: Readonly<Record<string, string>> = {
  access: "use",
  chmod: "set the mode of",
  copyfile: "copy",
  fsync: "write",
  ftruncate: "write",
  link: "link",
  lstat: "look at",
  mkdir: "make the folder",
  mkdtemp: "make the folder",
  open: "open",
  read: "read",
  readdir: "list the folder",
  readlink: "read the link",
  rename: "put in place",
  rm: "remove",
  rmdir: "remove the folder",
  scandir: "list the folder",
  stat: "look at",
  symlink: "link",
  unlink: "remove",
  write: "write",
};

/**
 * The fault an operating system error stands for, or undefined when it is anything else. `at` says what was attempted
 * where the error itself knows it less well.
 */
export function fileFaultOf(
  error: unknown,
  at: { readonly action?: string; readonly path?: string } = {},
): Fault | undefined {
  if (error instanceof Fault || !(error instanceof Error)) return undefined;
  const { code, path, syscall }: NodeJS.ErrnoException = error;
  const explanation = Object.hasOwn(EXPLANATIONS, code ?? "") ? EXPLANATIONS[code ?? ""] : undefined;
  if (explanation === undefined) return undefined;
  const text: FaultText = {
    message: `Cannot ${at.action ?? ACTIONS[syscall ?? ""] ?? "use"} "${at.path ?? path ?? "a file"}": ${explanation.found}`,
    hint: explanation.hint,
    cause: error,
  };
  return fileFaults(explanation.code, text);
}
