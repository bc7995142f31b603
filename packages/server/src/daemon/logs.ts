/** `chatty daemon logs`: prints the log that the shared daemon keeps. */

import { closeSync, readSync } from "node:fs";
import { join } from "node:path";

import { dataFolder } from "@chatty/daemon/places";

import { LIMITS } from "../limits.ts";
import { openAfter, type Place, placeOfLast } from "./log-files.ts";
import { platformOf } from "./reach-daemon.ts";

import type { Host } from "@slipway/sidecar";
import type { Write } from "../output.ts";

export type LogsOptions = {
  readonly host: Pick<Host, "env" | "platform">;
  /** How many of the last lines are printed first. */
  readonly lines: number;
  /** Goes on until it is aborted; undefined: what is there is enough. */
  readonly follow: AbortSignal | undefined;
  readonly write: Write;
};

/** @throws Fault `no-daemon-log`, and the faults of files */
export async function printLogs(options: LogsOptions): Promise<void> {
  const { host, lines, follow, write } = options;
  const path = join(dataFolder({ variables: host.env, platform: platformOf(host) }), "daemon.log");
  let place = placeOfLast(lines, path);
  try {
    for (;;) {
      const { file } = place;
      const next = openAfter(path, file);
      // What came before it was full is in it by now.
      const offset = await copy({ ...place, write });
      place = next === undefined ? { file, offset: offset ?? 0 } : { file: next, offset: 0 };
      if (next !== undefined) closeSync(file);
      if (offset === undefined) return;
      if (next === undefined && (follow === undefined || (await stopped(follow)))) return;
    }
  } finally {
    closeSync(place.file);
  }
}

type Copying = Place & { readonly write: Write };

/** Where the next bytes will be; undefined when nobody reads any more. */
async function copy({ file, offset, write }: Copying): Promise<number | undefined> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(LIMITS.logPieceBytes);
  let at = offset;
  for (let read = readSync(file, buffer, 0, buffer.length, at); read > 0;) {
    at += read;
    // oxlint-disable-next-line eslint/no-await-in-loop -- piece by piece
    if (!(await write(decoder.decode(buffer.subarray(0, read), { stream: true })))) return undefined;
    read = readSync(file, buffer, 0, buffer.length, at);
  }
  return at;
}

/** Waits a moment; true when that was cut short. */
async function stopped(signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return true;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, LIMITS.logLookMs);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
  return signal.aborted;
}
