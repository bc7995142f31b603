/** A shared sidecar, reached over a Unix socket. */

import { Fault } from "@slipway/fault";
import { type ByteStreams, connect, type Protocol } from "@slipway/rpc";

import { TIMES } from "../limits.ts";
import { createReceived } from "../text/received.ts";
import { pause } from "../time.ts";
import { badAnswerFault, brokenFault, type Evidence, faultWith, stoppedFault } from "./evidence.ts";
import { greet, type GreetedLink } from "./greet.ts";
import { isBreach } from "./is-breach.ts";
import { reachInstance, type ReachOptions } from "./reach-instance.ts";

import type { SidecarOptions } from "../options.ts";
import type { Link } from "./link.ts";

export type SocketLinkOptions<P extends Protocol> = Omit<SidecarOptions<P>, "limits" | "host"> & ReachOptions;

/**
 * Connects, starts an instance where there is none, and waits until it has answered.
 *
 * @throws Fault `sidecar-not-running`, `sidecar-socket-unsafe`, `rpc-socket`, those of files and those of a start
 */
export async function openSocket<P extends Protocol>(options: SocketLinkOptions<P>): Promise<Link<P>> {
  let pauseMs: number = TIMES.connectFirstMs;
  for (let attempt = 1; ; attempt++) {
    try {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      return await openOnce(options);
    } catch (error) {
      // An instance that is just ending takes connections and answers none: the next one finds or starts another.
      const isEnding = error instanceof Fault && error.code === "sidecar-died";
      if (!isEnding || attempt === TIMES.connectAttempts || options.signal.aborted) throw error;
    }
    // oxlint-disable-next-line eslint/no-await-in-loop -- as above
    await pause(pauseMs, options.signal);
    pauseMs *= 2;
  }
}

async function openOnce<P extends Protocol>(options: SocketLinkOptions<P>): Promise<Link<P>> {
  const { name, socket, limits, signal } = options;
  const streams = await reachInstance(options);
  const received = createReceived({ keptBytes: limits.excerptBytes + 1 });
  const evidence: Evidence = {
    name,
    path: socket,
    pathIs: "its socket",
    log: { last: () => [] },
    received,
    limits,
  };
  let reason: Fault | undefined;
  const connection = connect<P>(heard(streams, received.push), {
    peer: options.protocol,
    peerName: name,
    ...(options.serve === undefined ? {} : { serve: options.serve }),
    limits: options.rpcLimits ?? {},
    onFlaw: (flaw) => {
      if (isBreach(flaw)) breakOff(badAnswerFault(evidence, { flaw }));
    },
  });
  function breakOff(fault: Fault): void {
    reason ??= fault;
    void connection.close();
  }
  const link: GreetedLink<P> = {
    connection,
    // Of two that started at once, who knows which answered.
    pid: undefined,
    path: socket,
    evidence,
    ended: connection.ended.then(
      (ending) =>
        reason ??
        (ending.kind === "failed"
          ? brokenFault(evidence, { cause: ending.error, isStarting: false })
          : lostFault(evidence)),
    ),
    breakOff,
    stop: async () => {
      breakOff(stoppedFault(evidence));
      await connection.ended;
      return { kind: "disconnected" };
    },
  };
  const abort = (): void => breakOff(stoppedFault(evidence));
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    return { ...link, version: await greet(link, options) };
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function heard(streams: ByteStreams, push: (bytes: Uint8Array) => void): ByteStreams {
  return {
    ...streams,
    read: async () => {
      const bytes = await streams.read();
      if (bytes !== undefined) push(bytes);
      return bytes;
    },
  };
}

function lostFault(evidence: Evidence): Fault {
  const finding = {
    action: "go on with",
    found: "the shared instance ended the connection",
    wanted: "one that answers is wanted",
    hint: "Look at its log; the next call starts it again",
  };
  return faultWith("sidecar-died", finding, evidence);
}
