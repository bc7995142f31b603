/**
 * A sidecar for tests, good or bad: the first argument says how it behaves, `--socket` that it is shared (in the place
 * `FAKE_SOCKET`).
 */

import { Database } from "bun:sqlite";
import { appendFileSync, closeSync, rmSync, writeSync } from "node:fs";

import { connect, implement, listenOnSocket, type Served, stdioStreams } from "@slipway/rpc";

import { type FakeProtocol, fakeProtocol } from "./fake-protocol.ts";

const [behaviour = "good"] = process.argv.slice(2);

const firstAsked = Promise.withResolvers<void>();

/** Does nothing for ever, without being busy at it. */
function forever(): Promise<never> {
  setInterval(() => {}, 60_000);
  return new Promise<never>(() => {});
}

await behave();

async function behave(): Promise<void> {
  const { FAKE_SOCKET: socket = "" } = process.env;
  switch (behaviour) {
    case "garbage":
      writeSync(1, "Usage: \u{1b}[31mhello\u{1b}[0m\nsecond line\n");
      return forever();
    case "cut":
      writeSync(1, '{"jsonrpc":"2.0","id":1,"resu');
      return process.exit(0);
    case "dies":
      writeSync(2, "first\nthe disk is on fire\n");
      return process.exit(3);
    case "hangs":
      return forever();
    case "closes":
      return closeOutput();
    case "floods":
      for (let count = 0; count < 200; count += 1) writeSync(2, `${"x".repeat(100_000)}\n`);
      break;
    case "nags":
      return nag();
    case "--socket":
      return serveSocket(socket);
    case "stubborn":
      process.on("SIGTERM", () => {});
      connect(stdioStreams(), { serve: served() });
      return forever();
    case "deaf":
      connect(stdioStreams(), { serve: served() });
      return forever();
  }
  const { FAKE_LAST_FILE: lastFile } = process.env;
  if (lastFile !== undefined) {
    process.once("SIGTERM", () => {
      appendFileSync(lastFile, "SIGTERM");
      process.exit(0);
    });
  }
  await connect(stdioStreams(), { serve: served() }).ended;
  process.exit(0);
}

/** Tells its owner more than that works off. */
async function nag(): Promise<void> {
  const { notify, ended } = connect(stdioStreams(), { serve: served(), peer: fakeProtocol });
  await firstAsked.promise;
  void ended.then(() => process.exit(0));
  // oxlint-disable-next-line eslint/no-await-in-loop -- as fast as they are taken
  for (;;) await notify.log({ text: "", times: 0 });
}

function closeOutput(): Promise<never> {
  closeSync(1);
  return forever();
}

/** As a shared sidecar should: a lock first, so that one of two serves; then the socket, whatever was left there. */
async function serveSocket(path: string): Promise<void> {
  const lock = new Database(`${path}.lock`);
  try {
    lock.run("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch {
    writeSync(2, "another one serves\n");
    process.exit(0);
  }
  rmSync(path, { force: true });
  listenOnSocket({ path, onConnection: (streams) => void connect(streams, { serve: served() }) });
  await forever();
}

function served(): Served {
  const { FAKE_VERSION: version = "1.0.0", FAKE_HANGS_AFTER: hangsAfter } = process.env;
  let asked = 0;
  return implement<FakeProtocol>(fakeProtocol, {
    get_status: () => {
      asked += 1;
      firstAsked.resolve();
      return hangsAfter !== undefined && asked > Number(hangsAfter)
        ? forever()
        : { version, pid: process.pid };
    },
    echo: ({ text }) => ({ text }),
    get_environment: () =>
      Object.fromEntries(
        Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
    wait: () => forever(),
    count: async ({ to }, { progress }) => {
      for (let value = 1; value <= to; value += 1) {
        // oxlint-disable-next-line eslint/no-await-in-loop -- in its order
        await progress(value);
      }
      return null;
    },
    print: ({ text }) => {
      writeSync(1, text);
      return forever();
    },
    // What is declared is checked by those who call, not by those who answer.
    lie: () => JSON.parse('{"text": 7}'),
    exit: ({ code }) => process.exit(code),
    append: ({ file }) => {
      appendFileSync(file, "called\n");
      return forever();
    },
    log: ({ text, times }) => {
      for (let count = 0; count < times; count += 1) writeSync(2, `${text}\n`);
    },
  });
}
