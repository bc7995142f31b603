/** Which package manager a project uses, by its lockfile, and how it is asked for advisories. */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { bundledFault } from "../faults.ts";

export type PackageManager = "bun" | "npm" | "pnpm" | "yarn";

/** A project's lockfile, and who wrote it. */
export type Lockfile = {
  readonly manager: PackageManager;
  /** Absolute path of the folder it lies in. */
  readonly folder: string;
  readonly name: string;
};

/** In the order in which they are believed where there are several. */
const LOCKFILES: readonly (readonly [string, PackageManager])[] = [
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
];

/**
 * The arguments of each one's own audit. What is bundled may be needed for development only, so that nothing may be
 * left out, whatever NODE_ENV and settings say of installing; of Bun's audit a bunfig.toml decides that alone.
 */
export const AUDIT_ARGUMENTS: Readonly<Record<PackageManager, readonly string[]>> = {
  bun: ["audit", "--json"],
  npm: ["audit", "--json", "--include=dev", "--include=optional", "--include=peer"],
  // Its --prod and --dev mean "only".
  pnpm: ["audit", "--json", "--no-prod", "--no-dev", "--optional"],
  yarn: ["npm", "audit", "--all", "--recursive", "--json"],
};

/**
 * The lockfile of the project in `root`: there, or above it up to the top of the repository.
 *
 * @throws Fault `no-lockfile`.
 */
export function findLockfile(root: string): Lockfile {
  for (let folder = root; ; folder = dirname(folder)) {
    const found = LOCKFILES.find(([name]) => existsSync(join(folder, name)));
    if (found !== undefined) return checked({ manager: found[1], folder, name: found[0] });
    if (existsSync(join(folder, ".git")) || dirname(folder) === folder) break;
  }
  throw bundledFault("no-lockfile", {
    message: `Cannot audit "${root}": there is no lockfile, which says what is installed`,
    hint: "Install with bun, npm, pnpm or yarn, and keep the lockfile",
  });
}

/** Yarn 1 has another command with other answers. */
function checked(lockfile: Lockfile): Lockfile {
  const { manager, folder } = lockfile;
  if (manager !== "yarn") return lockfile;
  const start = readFileSync(join(folder, "yarn.lock"), "utf8").slice(0, 200);
  if (!start.includes("yarn lockfile v1") || existsSync(join(folder, ".yarnrc.yml"))) return lockfile;
  throw bundledFault("no-lockfile", {
    message: `Cannot audit "${folder}": yarn.lock is of Yarn 1, one of Yarn 2 or newer is wanted`,
    hint: "Run yarn audit yourself, or move to a newer Yarn",
  });
}
