/** Ends HTTP servers of this data folder. */

import { chattyFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { hasCode } from "../output.ts";
import { answers, canBeServer, findServers, type FoundServer } from "./find-servers.ts";
import { isAlive } from "./process-alive.ts";

/** One that has ended by now. */
export type StoppedServer = Omit<FoundServer, "state"> & { readonly state: "ended" };

export type StopServersOptions = {
  readonly dataFolder: string;
  /** Only the one of this process; left out: all. */
  readonly pid?: number | undefined;
};

/**
 * Asks each to end, and waits until it has. That none runs is no failure.
 *
 * @throws Fault `server-unknown`, `server-silent` for one that cannot be told from another program's process,
 * `server-foreign` and `server-still-running` once all others have ended
 */
export async function stopServers({
  dataFolder,
  pid,
}: StopServersOptions): Promise<readonly StoppedServer[]> {
  const all = await findServers(dataFolder);
  const servers = pid === undefined ? all : all.filter((server) => server.pid === pid);
  if (pid !== undefined && servers.length === 0) throw unknown(pid);
  const silent = servers.find(({ state }) => state === "silent");
  const ends = servers.filter(({ state }) => state === "running").map((server) => endServer(server));
  // Whatever becomes of one, the others are waited for.
  const failure = (await Promise.allSettled(ends)).find(({ status }) => status === "rejected");
  if (failure?.status === "rejected") throw failure.reason;
  if (silent !== undefined) throw silentFault(silent);
  return servers.map((server) => ({ ...server, state: "ended" }));
}

/** @throws Fault `server-foreign`, `server-still-running` */
export async function endServer(
  server: FoundServer,
  askToEnd: (pid: number) => void = terminate,
): Promise<void> {
  if (!canBeServer(server.pid)) throw elsewhere(server);
  try {
    askToEnd(server.pid);
  } catch (error) {
    if (hasCode(error, "ESRCH")) {
      if (await answers(server)) throw elsewhere(server);
      // It has ended since it answered.
      return;
    }
    throw hasCode(error, "EPERM") ? foreign(server) : error;
  }
  await gone(server);
}

function terminate(pid: number): void {
  process.kill(pid, "SIGTERM");
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

function silentFault({ pid, url, instance }: FoundServer): Error {
  return chattyFault("server-silent", {
    message: `Cannot stop the server at "${url}": it does not answer, so process ${pid} may be another program's`,
    hint: `End process ${pid} if it is that server, or remove run/servers/${instance}.json in the data folder`,
  });
}

function foreign({ pid, url }: FoundServer): Error {
  return chattyFault("server-foreign", {
    message: `Cannot stop the server at "${url}": process ${pid} is another user's`,
    hint: `End process ${pid} as that user`,
  });
}

function elsewhere({ pid, url }: FoundServer): Error {
  return chattyFault("server-foreign", {
    message: `Cannot stop the server at "${url}": it answers, and process ${pid} of this machine is not that server`,
    hint: "End it where it was started, such as in its container",
  });
}

function stillRunning(pid: number, url: string): Error {
  return chattyFault("server-still-running", {
    message: `Cannot stop the server at "${url}": process ${pid} has not ended in ${LIMITS.serverEndMs} ms`,
    hint: `See server.log in the data folder, or end process ${pid}`,
  });
}
