/** `chatty daemon logs`: prints the log that the shared daemon keeps. */

import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";

import { dataFolder } from "@chatty/daemon/places";
import { fileFaultOf } from "@slipway/fault";

import { chattyFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
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
  let file = open(path);
  try {
    const begin = startOfLast(lines, file);
    let offset = await copy({ file, offset: begin, write });
    if (follow === undefined) return;
    while (offset !== undefined && !(await stopped(follow))) {
      offset = await copy({ file, offset, write });
      // A log that is full is renamed, and begins anew under the same name.
      if (offset === undefined || isStill(path, file)) continue;
      closeSync(file);
      file = open(path);
      offset = 0;
    }
  } finally {
    closeSync(file);
  }
}

function open(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT"))
      throw fileFaultOf(error, { path }) ?? error;
    throw chattyFault("no-daemon-log", {
      message: `Cannot print the log of the daemon: there is no "${path}"`,
      hint: "Only a shared daemon keeps one: it is there once one was started",
    });
  }
}

type Copying = { readonly file: number; readonly offset: number; readonly write: Write };

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

/** Where the last `lines` lines begin, looked for from the end. */
function startOfLast(lines: number, file: number): number {
  const size = fstatSync(file).size;
  if (lines === 0) return size;
  const buffer = new Uint8Array(LIMITS.logPieceBytes);
  let left = lines;
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - buffer.length);
    const length = readSync(file, buffer, 0, end - start, start);
    for (let at = length - 1; at >= 0; at -= 1) {
      // The end of the last line begins none.
      if (buffer[at] !== NEW_LINE || start + at === size - 1) continue;
      left -= 1;
      if (left <= 0) return start + at + 1;
    }
    end = start;
  }
  return 0;
}

const NEW_LINE = 0x0a;

function isStill(path: string, file: number): boolean {
  const named = statSync(path, { throwIfNoEntry: false });
  return named === undefined || named.ino === fstatSync(file).ino;
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
