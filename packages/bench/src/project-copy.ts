/** Copies a checkout as if freshly cloned and installed, so that measuring never touches its own `dist`. */

import { appendFileSync, cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { type ProgramEnv, runProgram } from "./run-program.ts";

export type CopyOptions = {
  /** Absolute path of the checkout. */
  readonly root: string;
  /** Absolute path of the new folder. */
  readonly to: string;
  /** Its files, relative to `root`. */
  readonly files: readonly string[];
  /** Folders that hold installed runtimes, relative to `root`: they are shared, not copied. */
  readonly shared: readonly string[];
  /** The Bun that installs. */
  readonly bun: string;
  readonly env: ProgramEnv;
};

/** The configuration to use in a copy: the project's own, without smoke runs, and without channels to the outside. */
export const COPY_CONFIG = "slipway.bench.config.ts";

const CONFIG_TEXT = `import { defineConfig } from "slipway";

import own from "./slipway.config.ts";

const apps = Object.entries(own.apps).map(([name, app]) => [
  name,
  { ...(typeof app === "string" ? { entry: app } : app), smoke: [] },
]);

export default defineConfig({ ...own, channels: {}, apps: Object.fromEntries(apps) });
`;

/** @throws Fault `program-failed` when git or the package manager do not end well, `tool-missing`. */
export async function copyProject(options: CopyOptions): Promise<void> {
  const { root, to, files, shared, bun, env } = options;
  mkdirSync(to, { recursive: true });
  for (const file of files) copyFile(join(root, file), join(to, file));
  writeFileSync(join(to, COPY_CONFIG), CONFIG_TEXT);
  await commitAll(to, env);
  for (const folder of shared) {
    mkdirSync(dirname(join(to, folder)), { recursive: true });
    symlinkSync(join(root, folder), join(to, folder), "dir");
  }
  await runProgram({ command: [bun, "install", "--frozen-lockfile"], cwd: to }, env);
}

/** What was removed and not committed yet is still listed by git. */
function copyFile(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { verbatimSymlinks: true });
}

/** A checkout with one commit and a clean tree, whatever git is set to on this machine. */
export async function commitAll(folder: string, env: ProgramEnv): Promise<void> {
  const settings = ["user.name=bench", "user.email=bench@localhost", "commit.gpgSign=false", "gc.auto=0"];
  const git = ["git", ...settings.flatMap((setting) => ["-c", setting])];
  await runProgram({ command: [...git, "init", "--quiet", "--template="], cwd: folder }, env);
  mkdirSync(join(folder, ".git", "info"), { recursive: true });
  // Shared runtimes are links, which the pattern "node_modules/" does not mean.
  appendFileSync(join(folder, ".git", "info", "exclude"), "node_modules\n");
  await runProgram({ command: [...git, "add", "--all"], cwd: folder }, env);
  await runProgram(
    { command: [...git, "commit", "--quiet", "--no-verify", "-m", "bench"], cwd: folder },
    env,
  );
}
