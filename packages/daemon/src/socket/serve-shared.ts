/** Serves any number of clients on a socket, for as long as somebody needs it. */

import { statSync } from "node:fs";

import { listenOnSocket, type SocketServer } from "@slipway/rpc";

import { DAEMON_LIMITS } from "../limits.ts";
import { type Client, type ClientOptions, serveClient } from "../serve-client.ts";
import { watchIdle } from "./idle.ts";

import type { Work } from "../work/work.ts";
import type { FileLock } from "../file-lock.ts";

export type ServeSharedOptions = ClientOptions & {
  readonly socket: string;
  /** Held, and let go of when the end has come. */
  readonly lock: FileLock;
  readonly idleMs: number;
  readonly work: Work;
  /** Aborted when the daemon is to end. */
  readonly stop: AbortSignal;
  /** The connections that are open; kept by this function. */
  readonly clients: Set<Client>;
};

/** Resolves when it was told to end or nobody needs it any more, and everything is put away. */
export async function serveShared(options: ServeSharedOptions): Promise<void> {
  const { socket, lock, idleMs, work, stop, log, clients } = options;
  const lookMs = DAEMON_LIMITS.idleLookMs;
  try {
    const listening = listen(options, () => idle.touch());
    const idle = watchIdle({
      idleMs,
      lookMs,
      isNeeded: async () => clients.size > 0 || (await work.isNeeded(idleMs)),
    });
    const keeper = setInterval(listening.renew, lookMs);
    log("info", "Listening", { socket, pid: process.pid });
    void work.runs().catch((error: unknown) => {
      log("error", "The history cannot be used", {
        error: error instanceof Error ? error.message : String(error),
      });
    });
    const reason = await Promise.race([aborted(stop), idle.idle.then(() => "idle")]);
    log("info", "Ending", { reason, clients: clients.size, running: work.running() });
    idle.stop();
    clearInterval(keeper);
    listening.stop();
    await work.endRuns();
    await Promise.all([...clients].map((client) => client.close()));
    await work.close();
    log("info", "Ended", { reason });
  } finally {
    lock.release();
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

type Listening = {
  /** Listens again where somebody has removed the socket: with the lock held no other daemon could begin. */
  readonly renew: () => void;
  readonly stop: () => void;
};

function listen(options: ServeSharedOptions, onChange: () => void): Listening {
  const { socket, clients, log } = options;

  function open(): SocketServer {
    return listenOnSocket({
      path: socket,
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

  let server = open();
  return {
    renew() {
      if (statSync(socket, { throwIfNoEntry: false })?.isSocket() === true) return;
      log("warn", "The socket was removed, listening again", { socket });
      try {
        server.stop();
        server = open();
      } catch (error) {
        log("error", "Cannot listen again", {
          error: error instanceof Error ? error.message : String(error),
        });
      }
    },
    stop: () => server.stop(),
  };
}
