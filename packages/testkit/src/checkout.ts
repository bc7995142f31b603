/** A fresh checkout of this repository as it is in the working tree, with a commit of its own. */

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { tempFolder } from "./temp-folder.ts";

export type Checkout = {
  readonly root: string;
  /** Runs a line of shell in it, as a newcomer with nothing but Bun would; the result of `sh`. */
  readonly run: (line: string) => {
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
  };
};

const REPOSITORY = resolve(import.meta.dirname, "..", "..", "..");

/** Copies what git tracks or would track into an empty folder, with an empty home beside it. */
export function freshCheckout(): Checkout {
  const base = tempFolder();
  const root = join(base, "checkout");
  const bin = join(base, "bin");
  for (const folder of [root, bin, join(base, "home")]) mkdirSync(folder);
  symlinkSync(process.execPath, join(bin, "bun"));
  for (const file of trackedFiles()) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(REPOSITORY, file), join(root, file));
  }
  const env = {
    HOME: join(base, "home"),
    PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
    LANG: "C.UTF-8",
    TERM: "dumb",
    GIT_AUTHOR_NAME: "a",
    GIT_AUTHOR_EMAIL: "a@example.org",
    GIT_COMMITTER_NAME: "a",
    GIT_COMMITTER_EMAIL: "a@example.org",
  };
  const run = (line: string): ReturnType<Checkout["run"]> =>
    spawnSync("sh", ["-c", line], { cwd: root, env, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  const committed = run("git init -q . && git add -A && git commit -q -m 'a checkout'");
  if (committed.status !== 0) throw new Error(committed.stderr);
  return { root, run };
}

function trackedFiles(): readonly string[] {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const { stdout } = spawnSync("git", args, { cwd: REPOSITORY, encoding: "utf8" });
  const deleted = spawnSync("git", ["ls-files", "-z", "--deleted"], {
    cwd: REPOSITORY,
    encoding: "utf8",
  }).stdout;
  const gone = new Set(deleted.split("\0"));
  return stdout.split("\0").filter((file) => file !== "" && !gone.has(file));
}
