/** Finds processes that were left running. */

import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/**
 * The command lines of all living processes that work in a folder or name it, by Linux' `/proc`; elsewhere by `ps`,
 * which knows the command lines only.
 */
export function processesIn(folder: string): readonly string[] {
  if (process.platform !== "linux") return listed().filter((line) => line.includes(folder));
  return readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name) && name !== String(process.pid))
    .flatMap((id) => {
      const { command, place } = describe(id);
      // A process without a command line has ended and waits to be noticed.
      return command !== "" && `${place} ${command}`.includes(folder) ? [`${id} ${command}`] : [];
    });
}

function listed(): readonly string[] {
  return Bun.spawnSync(["ps", "-axo", "pid=,command="]).stdout.toString().split("\n");
}

function describe(id: string): { readonly command: string; readonly place: string } {
  try {
    const command = readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return { command, place: readlinkSync(`/proc/${id}/cwd`) };
  } catch {
    // It ended while it was looked at.
    return { command: "", place: "" };
  }
}
