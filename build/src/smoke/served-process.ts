/** A program that is talked to while it runs: its input stays open, and it ends with everything it started. */

import { createServer } from "node:net";
import { PassThrough } from "node:stream";

import { endGroup, OWN_GROUP, watchGroup } from "../process-group.ts";
import { MAX_KEPT_ERRORS_LENGTH, STOP_GRACE_MS } from "./limits.ts";
import type { Launcher, Places } from "./emulators/launcher.ts";

export type ServedInput = {
  readonly launcher: Launcher;
  readonly places: Places;
  readonly args: readonly string[];
  /** The whole environment; the launcher adds its own. */
  readonly env: Readonly<Record<string, string | undefined>>;
};

export type ServedProcess = {
  /** Writes to its standard input. What it no longer reads is lost. */
  readonly send: (text: string) => void;
  /** Ends its standard input. */
  readonly endInput: () => void;
  /** The next part of its standard output; undefined at the end. What is not read holds it up. */
  readonly read: () => Promise<Uint8Array | undefined>;
  /** How it ended: an exit code, or the name of a signal. */
  readonly ended: Promise<number | string>;
  /** What it has written to standard error, or the end of it. */
  readonly errors: () => string;
  /** Ends it and everything it started. */
  readonly kill: () => void;
  /** The same, and waits until all of it is gone, or for a moment where something keeps out of reach. */
  readonly stop: () => Promise<void>;
};

type Feed = {
  readonly port: number | undefined;
  readonly stream: PassThrough;
  readonly close: () => void;
};

/**
 * Starts a program to talk to.
 *
 * @throws what the operating system says when it cannot be started (`ENOENT`, `EACCES`, …).
 */
export async function serveProcess(input: ServedInput): Promise<ServedProcess> {
  const { launcher, places, args, env } = input;
  const feed = launcher.talksBy === "socket" ? await socketFeed() : pipeFeed();
  const start = launcher.start(places, { args, ...(feed.port === undefined ? {} : { port: feed.port }) });
  const child = Bun.spawn([...start.command], {
    cwd: places.home,
    env: { ...env, ...start.env },
    stdin: feed.port === undefined ? "pipe" : "ignore",
    stdout: "pipe",
    stderr: "pipe",
    ...OWN_GROUP,
  });
  watchGroup(child);
  const { stdin } = child;
  if (stdin !== undefined) {
    feed.stream.on("data", (chunk: Buffer) => void ignoreClosed(() => stdin.write(chunk)));
    feed.stream.on("end", () => void ignoreClosed(() => stdin.end()));
  }
  const reader = child.stdout.getReader();
  let errors = "";
  const allWritten = keep(child.stderr, (text) => (errors = (errors + text).slice(-MAX_KEPT_ERRORS_LENGTH)));
  function kill(): void {
    feed.close();
    endGroup(child);
  }
  return {
    send: (text) => void feed.stream.write(text),
    endInput: () => void feed.stream.end(),
    read: async () => (await reader.read()).value,
    ended: child.exited.then(() => child.signalCode ?? child.exitCode ?? 0),
    errors: () => errors,
    kill,
    async stop() {
      kill();
      await child.exited;
      await Promise.race([allWritten, Bun.sleep(STOP_GRACE_MS)]);
      await reader.cancel();
    },
  };
}

function pipeFeed(): Feed {
  return { port: undefined, stream: new PassThrough(), close: () => undefined };
}

/** One connection on a loopback port gets everything that is sent, also what was sent before it came. */
async function socketFeed(): Promise<Feed> {
  const stream = new PassThrough();
  const listening = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    server.close();
    socket.on("error", () => stream.destroy());
    stream.pipe(socket);
  });
  server.once("error", listening.reject);
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const address = server.address();
  return {
    port: typeof address === "object" ? address?.port : undefined,
    stream,
    close() {
      server.close();
      stream.destroy();
    },
  };
}

/** A program that ended reads no more; that it ended is noticed elsewhere. */
async function ignoreClosed(action: () => unknown): Promise<void> {
  try {
    await action();
  } catch {
    // Nobody is left to tell.
  }
}

async function keep(stream: ReadableStream<Uint8Array>, add: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) add(decoder.decode(chunk, { stream: true }));
}
