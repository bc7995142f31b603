/** The files by which a running server is found: one each, in `run/servers` of the data folder. */

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { fileFaultOf } from "@slipway/fault";

export type ServerRecord = {
  readonly pid: number;
  /** Where it answers its clients, such as `http://127.0.0.1:8080/mcp`; `/health` there names the same instance. */
  readonly url: string;
  readonly transport: "http" | "sse";
  /** ISO 8601, UTC. */
  readonly started_at: string;
  readonly instance: string;
};

/**
 * Writes the record of a server that runs; the result removes it, and never throws. Others of its process are of servers
 * that were killed: in a container the next one has the same number.
 *
 * @throws the faults of files
 */
export function writeServerRecord(dataFolder: string, record: ServerRecord): () => void {
  const folder = folderIn(dataFolder);
  const path = join(folder, `${record.instance}.json`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.new`, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
    for (const other of readServerRecords(dataFolder))
      if (other.pid === record.pid && other.instance !== record.instance)
        removeServerRecord(dataFolder, other);
  } catch (error) {
    throw fileFaultOf(error, { action: "write", path }) ?? error;
  }
  return () => rmSync(path, { force: true });
}

/** The records of all servers that run, or were killed; a file that is no record is left out. */
export function readServerRecords(dataFolder: string): readonly ServerRecord[] {
  const names = namesIn(folderIn(dataFolder)).filter((name) => name.endsWith(".json"));
  return names.toSorted().flatMap((name) => readRecord(join(folderIn(dataFolder), name)));
}

/** Removes the record of a server that is no more. */
export function removeServerRecord(dataFolder: string, { instance }: ServerRecord): void {
  rmSync(join(folderIn(dataFolder), `${instance}.json`), { force: true });
}

function folderIn(dataFolder: string): string {
  return join(dataFolder, "run", "servers");
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Where there is no folder no server has run.
    return [];
  }
}

function readRecord(path: string): readonly ServerRecord[] {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isRecord(value) && basename(path) === `${value.instance}.json` ? [value] : [];
  } catch {
    // Cut, or just removed by its server.
    return [];
  }
}

function isRecord(value: unknown): value is ServerRecord {
  if (typeof value !== "object" || value === null) return false;
  const { pid, url, transport, started_at, instance }: Partial<Record<keyof ServerRecord, unknown>> = value;
  const isTransport = transport === "http" || transport === "sse";
  const texts = [url, started_at, instance];
  return Number.isSafeInteger(pid) && isTransport && texts.every((text) => typeof text === "string");
}
