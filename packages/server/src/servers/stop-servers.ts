/** Ends HTTP servers of this data folder. */

import { chattyFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { findServers, type FoundServer } from "./find-servers.ts";
import { isAlive } from "./process-alive.ts";

export type StopServersOptions = {
  readonly dataFolder: string;
  /** Only the one of this process; left out: all. */
  readonly pid?: number | undefined;
};

/**
 * Asks each to end, and waits until it has. That none runs is no failure.
 *
 * @throws Fault `server-unknown`, `server-silent` for one that cannot be told from another program's process,
 * `server-still-running`
 */
export async function stopServers({ dataFolder, pid }: StopServersOptions): Promise<readonly FoundServer[]> {
  const all = await findServers(dataFolder);
  const servers = pid === undefined ? all : all.filter((server) => server.pid === pid);
  if (pid !== undefined && servers.length === 0) throw unknown(pid);
  const silent = servers.find(({ state }) => state === "silent");
  for (const server of servers) {
    if (server.state === "running") process.kill(server.pid, "SIGTERM");
  }
  await Promise.all(servers.filter(({ state }) => state === "running").map(gone));
  if (silent !== undefined) throw silentFault(silent);
  return servers;
}

async function gone({ pid, url }: FoundServer): Promise<void> {
  const end = Date.now() + LIMITS.serverEndMs;
  while (isAlive(pid)) {
    if (Date.now() > end) throw stillRunning(pid, url);
    // oxlint-disable-next-line eslint/no-await-in-loop -- the system tells nobody but a parent
    await Bun.sleep(LIMITS.daemonLookMs);
  }
}

function unknown(pid: number): Error {
  return chattyFault("server-unknown", {
    message: `Cannot stop server ${pid}: no server of this data folder has that process`,
    hint: 'Run "chatty server status" for those that run',
  });
}

function silentFault({ pid, url }: FoundServer): Error {
  return chattyFault("server-silent", {
    message: `Cannot stop the server at "${url}": it does not answer, so process ${pid} may be another program's`,
    hint: `See what process ${pid} is, and end it`,
  });
}

function stillRunning(pid: number, url: string): Error {
  return chattyFault("server-still-running", {
    message: `Cannot stop the server at "${url}": process ${pid} has not ended in ${LIMITS.serverEndMs} ms`,
    hint: `See server.log in the data folder, or end process ${pid}`,
  });
}
