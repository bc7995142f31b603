/** The daemon of one owner, from the second thing that is asked on. */

import { servedMethods } from "./methods/served-methods.ts";
import { OWNED_FACTS } from "./own-facts.ts";
import { ownLog, PLACE, stopController, surviveBugs, told } from "./own-process.ts";
import { serveStdio } from "./serve-stdio.ts";
import { createWork } from "./work/work.ts";

import type { ByteStreams } from "@slipway/rpc";

import type { FirstChunk } from "./first-answer.ts";

/** @throws Fault `log-level-unknown`, `stdio-failed` */
export async function serveOwner(streams: ByteStreams, first: FirstChunk): Promise<void> {
  surviveBugs();
  const log = ownLog();
  const stop = stopController();
  const work = createWork({ ...PLACE, version: OWNED_FACTS.version, log });
  const methods = servedMethods({ facts: OWNED_FACTS, work, stop: () => stop.abort("shutdown") });
  await serveStdio({ streams: afterFirst(streams, first), work, methods, log, stop: stop.signal });
  await told();
}

/** The same streams, of which the first chunk was read already. */
function afterFirst(streams: ByteStreams, { rest }: FirstChunk): ByteStreams {
  let isFirst = true;
  return {
    ...streams,
    read: async () => {
      if (!isFirst) return streams.read();
      isFirst = false;
      return rest;
    },
  };
}
