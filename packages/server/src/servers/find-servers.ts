/** Finds the HTTP servers of this data folder that really run. */

import { urlForClients } from "../http/address.ts";
import { readServerRecords, removeServerRecord, type ServerRecord } from "../http/server-record.ts";
import { LIMITS } from "../limits.ts";
import { isAlive, runsOwnProgram } from "./process-alive.ts";

/** A record with the address that clients use. */
export type FoundServer = ServerRecord & {
  /** `silent`: its process is there, and nobody answers as that server at its address. */
  readonly state: "running" | "silent";
};

/**
 * Asks each of them, the oldest first. The records of processes that have ended and do not answer are removed: they could
 * not do that themselves.
 */
export async function findServers(dataFolder: string): Promise<readonly FoundServer[]> {
  const found = await Promise.all(readServerRecords(dataFolder).map((record) => look(record, dataFolder)));
  return found.flat().toSorted((a, b) => (a.started_at < b.started_at ? -1 : 1));
}

async function look(record: ServerRecord, dataFolder: string): Promise<readonly FoundServer[]> {
  const found = { ...record, url: urlForClients(record.url) };
  // Its process may be one of a container, which is not to be seen from here.
  if (await answers(record)) return [{ ...found, state: "running" }];
  if (canBeServer(record.pid) && isAlive(record.pid)) return [{ ...found, state: "silent" }];
  removeServerRecord(dataFolder, record);
  return [];
}

/**
 * Signals to 0 and negative numbers go to others than a server, and so do most to process 1: that is one in a container,
 * and the system's own elsewhere, which a record of a container may be found from.
 */
export function canBeServer(pid: number): boolean {
  return pid > 1 || (pid === 1 && runsOwnProgram(pid) !== false);
}

/** Whether the server at its address is the one of the record. */
export async function answers({ url, instance }: ServerRecord): Promise<boolean> {
  try {
    const response = await fetch(healthUrl(url), {
      redirect: "error",
      signal: AbortSignal.timeout(LIMITS.healthMs),
      ...DIRECT,
    });
    const health: unknown = await response.json();
    return (
      typeof health === "object" && health !== null && "instance" in health && health.instance === instance
    );
  } catch {
    return false;
  }
}

/** Bun 1.4 sends requests to loopback addresses through `HTTP_PROXY` too; only `false` keeps it from that. */
const DIRECT: object = { proxy: false };

/** What listens on every address of this machine is asked at the one that nobody else has. */
function healthUrl(url: string): URL {
  const health = new URL("/health", url);
  if (health.hostname === "0.0.0.0") health.hostname = "127.0.0.1";
  if (health.hostname === "[::]") health.hostname = "[::1]";
  return health;
}
