#!/usr/bin/env node
/**
 * Starts slipway with Bun, whatever a package manager started this with: the sources are TypeScript, and the command
 * uses what only Bun has. Bun is taken from the project's own dependencies, else from PATH.
 */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const MAIN = new URL("../packages/cli/src/main.ts", import.meta.url);
/** The same, for a process that ends with this one. */
const LAUNCHED = new URL("../packages/cli/src/launched.ts", import.meta.url);
const NAME = process.platform === "win32" ? "bun.exe" : "bun";
/** Where the package "bun" is found in a project: what is in .bin can be no script of a shell, which quotes differently. */
const IN_PROJECT = [join(".bin", NAME), join("bun", "bin", "bun.exe")];
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

if (process.versions.bun === undefined) {
  startWithBun();
} else {
  await import(MAIN.href);
}

function startWithBun() {
  const onPath = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const bun = [
    ...foldersUpwards(process.cwd()).flatMap((folder) =>
      IN_PROJECT.map((name) => join(folder, "node_modules", name)),
    ),
    ...onPath.map((folder) => join(folder, NAME)),
  ].find((path) => existsSync(path));
  if (bun === undefined) {
    process.stderr.write(
      "error: Cannot start slipway: it runs on Bun, and there is none in this project or on PATH\n" +
        "  → Run: npm install --save-dev bun (or install it from https://bun.sh), then run the command again\n",
    );
    process.exitCode = 4;
    return;
  }
  // Windows ends it with this process by itself: Node puts both into one job.
  const [main, ...alive] = process.platform === "win32" ? [MAIN] : [LAUNCHED, "pipe"];
  const child = spawn(bun, [fileURLToPath(main), ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", ...alive],
  });
  // A terminal sends its signals to both: slipway decides how it ends, and this process ends as it did.
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    process.stderr.write(`error: Cannot start slipway: "${bun}" does not run: ${error.message}\n`);
    process.exitCode = 4;
  });
  child.on("exit", (code, signal) => {
    if (signal !== null) for (const name of SIGNALS) process.removeAllListeners(name);
    if (signal === null) process.exitCode = code ?? 1;
    else process.kill(process.pid, signal);
  });
}

function foldersUpwards(start) {
  const folders = [start];
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder))
    folders.push(dirname(folder));
  return folders;
}
