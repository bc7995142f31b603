/** Whether a socket could be made at a path, without making anything. */

import { lstatSync, type Stats } from "node:fs";

import { fileFaultOf } from "@slipway/fault";

import { daemonFault } from "../faults.ts";
import { DAEMON_LIMITS } from "../limits.ts";

/** @throws Fault `socket-path-too-long`, `socket-in-the-way`, and the faults of files */
export function expectSocketPlace(path: string): void {
  expectSocketPath(path);
  expectNothingElse(path);
}

/** @throws Fault `socket-path-too-long` */
export function expectSocketPath(path: string): void {
  const { linux, others } = DAEMON_LIMITS.socketPathBytes;
  const most = process.platform === "linux" ? linux : others;
  const sizeBytes = Buffer.byteLength(path);
  if (sizeBytes <= most) return;
  throw daemonFault("socket-path-too-long", {
    message: `Cannot listen on "${path}": its path has ${sizeBytes} bytes, at most ${most} wanted`,
    hint: "Set CHATTY_DATA_DIR to a folder with a shorter path",
  });
}

function expectNothingElse(path: string): void {
  if (statsOf(path)?.isSocket() === false) throw inTheWay(path);
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw fileFaultOf(error, { action: "read", path }) ?? error;
  }
}

/** Something that is no socket is where one is to be. */
export function inTheWay(path: string): Error {
  return daemonFault("socket-in-the-way", {
    message: `Cannot listen on "${path}": something else is there, nothing or a socket wanted`,
    hint: "Move it away",
  });
}
