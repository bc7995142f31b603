/** The pipes of a process as a connection's byte streams. */

import { type ByteStreams, streamsOf } from "@slipway/rpc";

import type { SidecarProcess } from "../launch/launch.ts";
import type { Received } from "../text/received.ts";

/**
 * Closing ends its input alone: its output is still taken, and thrown away, until it ends, since a process that may
 * not write would end by that.
 */
export function processStreams(child: SidecarProcess, received: Received): ByteStreams {
  const { read, write } = streamsOf({ input: child.stdout, output: child.stdin });
  async function close(): Promise<void> {
    // What cannot be ended has ended.
    await Promise.allSettled([child.stdin.end()]);
    void drain(read);
  }
  return {
    read: async () => {
      const bytes = await read();
      if (bytes !== undefined) received.push(bytes);
      return bytes;
    },
    write,
    close,
  };
}

async function drain(read: ByteStreams["read"]): Promise<void> {
  try {
    // oxlint-disable-next-line eslint/no-await-in-loop -- until the end
    while ((await read()) !== undefined);
  } catch {
    // Nothing more is to be had.
  }
}
