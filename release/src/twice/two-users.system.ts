/** The same release of this repository from two checkouts, by two users with other settings. */

import { chmodSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

import { recordingEnv } from "@slipway/build/testing";
import { freshCheckout, runProgram, sha256Of, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { linkTree } from "./link-tree.ts";

const REPOSITORY = resolve(import.meta.dirname, "..", "..", "..");
const RELEASE_ARGUMENTS = "packages/cli/src/main.ts release --snapshot";
/** Who owns nothing on most systems. */
const NOBODY = "65534";

/** Brings what is installed in this repository into a checkout of it, so that no network is needed. */
async function install(root: string): Promise<void> {
  const listed = runProgram(["find", ".", "-name", "node_modules", "-type", "d", "-prune", "-print"], {
    cwd: REPOSITORY,
  });
  const names = listed.stdout.trim().split("\n");
  for (const name of names.filter((path) => !path.startsWith("./dist/"))) {
    await linkTree(name, { from: REPOSITORY, to: root, env: recordingEnv(REPOSITORY) });
  }
}

function digestsOf(root: string): Readonly<Record<string, string>> {
  const dist = join(root, "dist");
  const files = ["release", "build"].flatMap((folder) =>
    readdirSync(join(dist, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return Object.fromEntries(files.map((file) => [file.slice(dist.length), sha256Of(file)]));
}

test("two checkouts and two users make the same release, byte for byte", async () => {
  const { root, run } = freshCheckout();
  await install(root);
  const made = run(`bun ${RELEASE_ARGUMENTS}`);
  expect(made.status, made.stderr).toBe(0);

  const base = tempFolder();
  const other = join(base, "else", "where");
  expect(runProgram(["git", "clone", "--quiet", root, other], { cwd: base }).exitCode).toBe(0);
  await install(other);
  chmodSync(base, 0o755);
  // What is installed is shared with this repository and stays whose it is.
  const given = runProgram(
    ["sh", "-c", `find . -name node_modules -prune -o -exec chown -h ${NOBODY}:${NOBODY} {} +`],
    { cwd: base },
  );
  expect(given).toMatchObject({ exitCode: 0, stderr: "" });
  const user = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
  const settings = ["TZ=Asia/Kathmandu", "LC_ALL=C", `HOME=${base}`, "PATH=/usr/local/bin:/usr/bin:/bin"];
  const command = ["sh", "-c", `umask 077 && exec "$0" ${RELEASE_ARGUMENTS}`, process.execPath];
  const again = runProgram(["env", "-i", ...settings, ...user, ...command], { cwd: other });
  expect(again.exitCode, again.stderr).toBe(0);
  expect(digestsOf(other)).toEqual(digestsOf(root));
  expect(Object.keys(digestsOf(root)).length).toBeGreaterThan(40);
});
