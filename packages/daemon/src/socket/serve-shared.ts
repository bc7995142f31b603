/** Serves any number of clients on a socket, for as long as somebody needs it. */

import { listenOnSocket, type SocketServer } from "@slipway/rpc";

import { DAEMON_LIMITS } from "../limits.ts";
import { type Client, type ClientOptions, serveClient } from "../serve-client.ts";
import { watchIdle } from "./idle.ts";
import { type KeptPlace, keepPlace } from "./keep-place.ts";

import type { FileLock } from "@slipway/file-lock";

import type { RunPlaces } from "../places/index.ts";
import type { Work } from "../work/work.ts";

export type ServeSharedOptions = ClientOptions & {
  readonly places: RunPlaces;
  /** Held, and let go of when the end has come. */
  readonly lock: FileLock;
  readonly idleMs: number;
  /** The longest pause between two looks; left out: that of `DAEMON_LIMITS`. */
  readonly lookMs?: number;
  readonly work: Work;
  /** Aborted when the daemon is to end. */
  readonly stop: AbortSignal;
  /** The connections that are open; kept by this function. */
  readonly clients: Set<Client>;
};

/** Resolves when it was told to end or nobody needs it any more, and everything is put away. */
export async function serveShared(options: ServeSharedOptions): Promise<void> {
  const { places, lock, idleMs, lookMs = DAEMON_LIMITS.idleLookMs, work, stop, log, clients } = options;
  const { socket } = places;
  let place: KeptPlace | undefined;
  try {
    const kept = keepPlace(places, { lock, log, listen: () => listen(options, () => idle.touch()) });
    place = kept;
    const idle = watchIdle({
      idleMs,
      lookMs,
      isNeeded: async () => clients.size > 0 || (await work.isNeeded(idleMs)),
    });
    const { promise: replaced, resolve } = Promise.withResolvers<"replaced">();
    const keeper = setInterval(() => {
      // What is under way here cannot be reached there: it may end first.
      if (!kept.renew() && work.running() + work.loginsUnderWay() === 0) resolve("replaced");
    }, lookMs);
    log("info", "Listening", { socket, pid: process.pid });
    void work.runs().catch((error: unknown) => {
      log("error", "The history cannot be used", {
        error: error instanceof Error ? error.message : String(error),
      });
    });
    const reason = await Promise.race([aborted(stop), idle.idle.then(() => "idle"), replaced]);
    log("info", "Ending", { reason, clients: clients.size, running: work.running() });
    idle.stop();
    clearInterval(keeper);
    kept.close();
    await work.endRuns();
    await Promise.all([...clients].map((client) => client.close()));
    await work.close();
    log("info", "Ended", { reason });
  } finally {
    if (place === undefined) lock.release();
    else place.leave();
  }
}

async function aborted(signal: AbortSignal): Promise<string> {
  if (!signal.aborted) {
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
  }
  return String(signal.reason);
}

function listen(options: ServeSharedOptions, onChange: () => void): SocketServer {
  const { places, clients, log } = options;
  return listenOnSocket({
    path: places.socket,
    onConnection(streams) {
      if (clients.size >= DAEMON_LIMITS.clients) {
        log("warn", "A client was turned away", { clients: clients.size });
        void streams.close();
        return;
      }
      const client = serveClient(streams, options);
      clients.add(client);
      onChange();
      log("debug", "A client came", { clients: clients.size });
      void client.ended.finally(() => {
        clients.delete(client);
        onChange();
        log("debug", "A client went", { clients: clients.size });
      });
    },
  });
}
