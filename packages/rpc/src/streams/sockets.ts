/** Byte streams over Unix sockets. Who may connect is decided by the folder the socket is in. */

import { rpcFault } from "../faults.ts";

import type { ByteStreams } from "./byte-streams.ts";

export type SocketServer = {
  /** Takes no further connections and removes the socket; connections that are open stay. */
  readonly stop: () => void;
};

export type ListenOptions = {
  /** Absolute, at most 107 bytes on Linux and 103 on macOS (`sun_path`). */
  readonly path: string;
  readonly onConnection: (streams: ByteStreams) => void;
};

/** @throws Fault `rpc-socket` */
export function listenOnSocket({ path, onConnection }: ListenOptions): SocketServer {
  try {
    const server = Bun.listen<SocketState>({
      unix: path,
      allowHalfOpen: true,
      socket: {
        ...HANDLERS,
        open: (socket) => {
          socket.data = createSocketState(socket);
          onConnection(socket.data.streams);
        },
      },
    });
    return { stop: () => server.stop() };
  } catch (cause) {
    throw socketFault("listen on", { path, cause });
  }
}

/** @throws Fault `rpc-socket` when nobody listens there */
export async function connectSocket(path: string): Promise<ByteStreams> {
  try {
    const socket = await Bun.connect<SocketState>({
      unix: path,
      allowHalfOpen: true,
      socket: {
        ...HANDLERS,
        open: (opened) => {
          opened.data = createSocketState(opened);
        },
      },
    });
    return socket.data.streams;
  } catch (cause) {
    throw socketFault("connect to", { path, cause });
  }
}

type Socket = Bun.Socket<SocketState>;

type SocketState = {
  readonly streams: ByteStreams;
  readonly onData: (chunk: Uint8Array) => void;
  readonly onDrain: () => void;
  /** The peer sends no more; with an error, or `isGone`, it does not read either. */
  readonly onEnd: (end: { readonly error?: unknown; readonly isGone: boolean }) => void;
};

const HANDLERS: Bun.SocketHandler<SocketState> = {
  data: (socket, chunk) => socket.data.onData(chunk),
  drain: (socket) => socket.data.onDrain(),
  end: (socket) => socket.data.onEnd({ isGone: false }),
  close: (socket, error) => socket.data.onEnd({ isGone: true, error }),
  error: (socket, error) => socket.data.onEnd({ isGone: true, error }),
};

function createSocketState(socket: Socket): SocketState {
  const chunks: Uint8Array[] = [];
  let reader: PromiseWithResolvers<Uint8Array | undefined> | undefined;
  let drained: PromiseWithResolvers<void> | undefined;
  let hasEnded = false;
  let isGone = false;

  function onData(chunk: Uint8Array): void {
    if (reader === undefined) {
      chunks.push(chunk);
      socket.pause();
    } else {
      reader.resolve(chunk);
      reader = undefined;
    }
  }

  function onDrain(): void {
    drained?.resolve();
    drained = undefined;
  }

  function onEnd(end: { readonly isGone: boolean }): void {
    hasEnded = true;
    isGone ||= end.isGone;
    if (chunks.length === 0) reader?.resolve(undefined);
    if (isGone) onDrain();
  }

  async function read(): Promise<Uint8Array | undefined> {
    const chunk = chunks.shift();
    if (chunk !== undefined) {
      if (chunks.length === 0) socket.resume();
      return chunk;
    }
    if (hasEnded) return undefined;
    reader = Promise.withResolvers();
    return reader.promise;
  }

  async function write(text: string): Promise<void> {
    let rest: Uint8Array = Buffer.from(text);
    while (rest.length > 0) {
      const written = isGone ? -1 : socket.write(rest);
      if (written < 0) throw goneFault();
      rest = rest.subarray(written);
      if (rest.length === 0) return;
      drained = Promise.withResolvers();
      // oxlint-disable-next-line eslint/no-await-in-loop -- until the kernel takes more
      await drained.promise;
    }
  }

  async function close(): Promise<void> {
    socket.end();
    onEnd({ isGone: false });
  }

  return { streams: { read, write, close }, onData, onDrain, onEnd };
}

function goneFault(): Error {
  return Object.assign(new Error("the other side of the socket is gone"), { code: "EPIPE" });
}

type Failure = { readonly path: string; readonly cause: unknown };

function socketFault(action: "listen on" | "connect to", { path, cause }: Failure): Error {
  const found = cause instanceof Error ? cause.message : String(cause);
  const wanted = action === "listen on" ? "a new socket in a folder of yours" : "one that is listened on";
  return rpcFault("rpc-socket", {
    message: `Cannot ${action} "${path}": ${found}, ${wanted} is wanted`,
    hint: "Check that the folder is there and yours, and whether another process listens there",
    cause,
  });
}
