/** A client below HTTP, which sends whatever it is told. */

export type RawClient = {
  readonly send: (bytes: string | Uint8Array) => void;
  /** What has come, as soon as it holds `text`, or all of it when the connection ends before. */
  readonly until: (text: string) => Promise<string>;
  /** Resolves with all that came when the other side has hung up. */
  readonly closed: Promise<string>;
  /** Hangs up. */
  readonly close: () => void;
  /** From now on nothing is read. */
  readonly pause: () => void;
};

/** Connects to a server of this machine. */
export async function rawClient(port: number): Promise<RawClient> {
  const state = { text: "", isOpen: true };
  let looks: (() => void)[] = [];
  const decoder = new TextDecoder();
  const { promise: closed, resolve } = Promise.withResolvers<string>();
  function look(): void {
    const now = looks;
    looks = [];
    for (const each of now) each();
  }
  function end(): void {
    state.isOpen = false;
    resolve(state.text);
    look();
  }
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data(_, bytes) {
        state.text += decoder.decode(bytes, { stream: true });
        look();
      },
      close: end,
      error: end,
    },
  });
  async function until(wanted: string): Promise<string> {
    while (state.isOpen && !state.text.includes(wanted)) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- it looks whenever something has come
      await new Promise<void>((next) => looks.push(next));
    }
    return state.text;
  }
  return {
    send: (bytes) => void socket.write(bytes),
    until,
    closed,
    close: () => void socket.end(),
    pause: () => socket.pause(),
  };
}
