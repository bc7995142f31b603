/** Keeps the lock and the socket of a shared daemon where clients look for them. */

import { type FileLock, fileAt } from "@slipway/file-lock";

import { tryLock } from "../secrets/try-lock.ts";
import { expectSocketPlace } from "./expect-socket-place.ts";
import { privateFolder } from "./private-folder.ts";

import type { SocketServer } from "@slipway/rpc";

import type { Log } from "../log/log.ts";
import type { RunPlaces } from "../places/index.ts";

export type KeepPlaceOptions = {
  /** Of `places.lock`; held until `leave`. */
  readonly lock: FileLock;
  /** Listens on `places.socket`. */
  readonly listen: () => SocketServer;
  readonly log: Log;
};

export type KeptPlace = {
  /** Puts back what somebody has removed; false when another daemon has taken the place meanwhile. Never throws. */
  readonly renew: () => boolean;
  /** Listens no more. */
  readonly close: () => void;
  /** Lets go of the lock. */
  readonly leave: () => void;
};

/** @throws what `listen` throws */
export function keepPlace(places: RunPlaces, { lock, listen, log }: KeepPlaceOptions): KeptPlace {
  const { folder, socket } = places;
  let held = { lock, file: fileAt(places.lock) };
  let listening = opened();
  let isFailing = false;

  function opened(): { readonly server: SocketServer; readonly file: string | undefined } {
    const server = listen();
    return { server, file: fileAt(socket) };
  }

  /** Whoever holds the file that is there now is the one that others find. */
  function isHeld(): boolean {
    if (fileAt(places.lock) === held.file) return true;
    privateFolder(folder);
    const again = tryLock(places.lock);
    if (again === undefined) return false;
    held.lock.release();
    held = { lock: again, file: fileAt(places.lock) };
    return true;
  }

  function renewed(): boolean {
    if (!isHeld()) return false;
    if (fileAt(socket) === listening.file) return true;
    // To stop listening removes what is at the path by now.
    expectSocketPlace(socket);
    listening.server.stop();
    listening = opened();
    log("warn", "The socket was removed, listening again", { socket });
    return true;
  }

  return {
    renew() {
      try {
        const isKept = renewed();
        isFailing = false;
        return isKept;
      } catch (error) {
        const found = error instanceof Error ? error.message : String(error);
        if (!isFailing) log("error", "Cannot listen again", { error: found });
        isFailing = true;
        return true;
      }
    },
    close() {
      // It removes the socket by its name, which may be another daemon's by now.
      if (fileAt(socket) === listening.file) listening.server.stop();
    },
    leave: () => held.lock.release(),
  };
}
