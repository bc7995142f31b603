import { readFileSync } from "node:fs";
import { join } from "node:path";

import { connect, type Connection, implement, RpcError, streamPair } from "@slipway/rpc";
import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { LIMITS } from "../limits.ts";
import { type Evidence, stoppedFault } from "../link/evidence.ts";
import { fakeProtocol, type FakeProtocol } from "../testing/fake-protocol.ts";
import { hear, startFake } from "../testing/start-fake.ts";

import { supervise } from "./supervise.ts";

import type { Fault } from "@slipway/fault";
import type { Link } from "../link/link.ts";
import type { Sidecar } from "../options.ts";

const FAST = { restartFirstMs: 1, restartLongestMs: 2, stopInputMs: 100 };

describe("a sidecar that ends is started again:", () => {
  test("the call that waited ends with how it ended, the next one is answered", async () => {
    const { events, onEvent } = hear();
    const sidecar = await startFake("good", { onEvent, limits: FAST });
    const first = sidecar.current()?.pid;
    await sidecar.notify.log({ text: "goodbye", times: 1 });
    const fault = await caught(() => sidecar.call.exit({ code: 7 }));
    expect(fault.code).toBe("sidecar-died");
    expect(fault.message).toContain("it ended with exit code 7");
    expect(fault.details).toContain("log: goodbye");
    expect(await sidecar.call.echo({ text: "again" })).toEqual({ text: "again" });
    expect(sidecar.current()?.pid).not.toBe(first);
    expect(events).toEqual(["started", "ended sidecar-died", "restarting 1", "started"]);
  });

  test("what was sent to it is never sent again", async () => {
    const file = join(tempFolder(), "calls");
    const sidecar = await startFake("good", { limits: FAST });
    const appended = caught(() => sidecar.call.append({ file }));
    await expect.poll(() => readOrEmpty(file)).toBe("called\n");
    process.kill(sidecar.current()?.pid ?? 0, "SIGKILL");
    const fault = await appended;
    expect(fault.code).toBe("sidecar-died");
    expect(fault.message).toContain("signal SIGKILL");
    await sidecar.call.echo({ text: "" });
    expect(readFileSync(file, "utf8")).toBe("called\n");
  });

  test("when it writes what is no message, since any call may wait for it", async () => {
    const sidecar = await startFake("good", { limits: FAST });
    const waiting = caught(() => sidecar.call.wait({}));
    const fault = await caught(() => sidecar.call.print({ text: "debug: 1\n" }));
    expect(fault.code).toBe("sidecar-bad-answer");
    expect(fault.message).toContain('"debug: 1" came (not a JSON text)');
    expect((await waiting).code).toBe("sidecar-bad-answer");
    expect(await sidecar.call.echo({ text: "again" })).toEqual({ text: "again" });
  });

  test("when it answers a call that nobody made", async () => {
    const sidecar = await startFake("good", { limits: FAST });
    const fault = await caught(() => sidecar.call.print({ text: '{"id":"7","result":null}\n' }));
    expect(fault.code).toBe("sidecar-bad-answer");
  });

  test("when it does not answer its health check in time", async () => {
    const { events, onEvent } = hear();
    const limits = { ...FAST, healthEveryMs: 10, healthMs: 100 };
    const sidecar = await startFake("good", { onEvent, limits, env: { FAKE_HANGS_AFTER: "2" } });
    const fault = await caught(() => sidecar.call.wait({}));
    expect(fault.code).toBe("sidecar-timed-out");
    expect(fault.message).toContain("it did not answer in 100 ms");
    expect(events.slice(0, 3)).toEqual(["started", "ended sidecar-timed-out", "restarting 1"]);
  });

  test("not when its answers wait behind progress that its caller has not heard yet", async () => {
    const { events, onEvent } = hear();
    const limits = { ...FAST, healthEveryMs: 10, healthMs: 200 };
    const sidecar = await startFake("good", { onEvent, limits, rpcLimits: { stalledMs: 20 } });
    const heard = Promise.withResolvers<void>();
    const timer = setTimeout(heard.resolve, 500);
    await sidecar.call.count({ to: 100_000 }, { onProgress: () => heard.promise });
    clearTimeout(timer);
    expect(events).toEqual(["started"]);
  });

  test("after it had time to end by itself", async () => {
    const file = join(tempFolder(), "ended");
    const sidecar = await startFake("good", { limits: FAST, env: { FAKE_LAST_FILE: file } });
    const fault = await caught(() => sidecar.call.print({ text: "debug: 1\n" }));
    expect(fault.code).toBe("sidecar-bad-answer");
    expect(readOrEmpty(file)).toBe("SIGTERM");
  });

  test("when both sides wait for one another, with what broke the connection", async () => {
    const protocol = { log: fakeProtocol.log };
    const waiting: Promise<unknown>[] = [];
    const started = Promise.withResolvers<Sidecar<FakeProtocol>>();
    const sidecar = await startFake("nags", {
      limits: { ...FAST, restarts: 0 },
      rpcLimits: { requestsInFlight: 4, batchMessages: 2, stalledMs: 20 },
      serve: implement(protocol, {
        log: async () => {
          const asked = started.promise.then(({ call }) => call.wait({}));
          waiting.push(asked);
          await asked;
        },
      }),
    });
    started.resolve(sidecar);
    expect((await sidecar.ended).cause).toMatchObject({
      code: "sidecar-died",
      message: expect.stringContaining(
        "the connection to it failed (Cannot go on: the other side asks for more",
      ),
      cause: { code: "rpc-stalled" },
    });
    await expect(waiting[0]).rejects.toMatchObject({ code: "sidecar-died" });
  });

  test("as often as its limit says, then it is given up", async () => {
    const { events, onEvent } = hear();
    const sidecar = await startFake("good", { onEvent, limits: { ...FAST, restarts: 1 } });
    await caught(() => sidecar.call.exit({ code: 1 }));
    const fault = await caught(() => sidecar.call.exit({ code: 1 }));
    expect(fault.code).toBe("sidecar-died");
    const last = await caught(() => sidecar.call.echo({ text: "" }));
    expect(last.code).toBe("sidecar-gave-up");
    expect(last.message).toContain("it did not last (restarts in a row: 1)");
    expect(last.details[0]).toContain("it ended with exit code 1");
    expect(await sidecar.ended).toBe(last);
    expect(events.slice(-2)).toEqual(["ended sidecar-died", "gave-up sidecar-gave-up"]);
    expect(sidecar.current()).toBeUndefined();
    expect(await sidecar.stop()).toEqual({ kind: "gone" });
  });

  test("not at all when that is its limit", async () => {
    const sidecar = await startFake("good", { limits: { ...FAST, restarts: 0 } });
    await caught(() => sidecar.call.exit({ code: 1 }));
    const { code, message } = await sidecar.ended;
    expect(code).toBe("sidecar-gave-up");
    expect(message).toContain("it has ended, and is not started again");
  });

  test("not when another version has taken its place", async () => {
    let wanted = "1.0.0";
    const { events, onEvent } = hear();
    const sidecar = await startFake("good", {
      onEvent,
      version: (version) => version === wanted,
      limits: FAST,
    });
    wanted = "2.0.0";
    await caught(() => sidecar.call.exit({ code: 1 }));
    const { cause, message } = await sidecar.ended;
    expect(cause).toMatchObject({ code: "sidecar-wrong-version" });
    expect(message).toContain("it has another version now");
    expect(events.filter((event) => event.startsWith("restarting"))).toHaveLength(1);
  });

  test("not when it was stopped meanwhile", async () => {
    const sidecar = await startFake("good", {
      limits: { restartFirstMs: 600_000, restartLongestMs: 600_000 },
    });
    await caught(() => sidecar.call.exit({ code: 1 }));
    const late = caught(() => sidecar.call.echo({ text: "" }, { timeoutMs: 1 }));
    expect((await late).code).toBe("sidecar-timed-out");
    const abort = new AbortController();
    const cancelled = caught(() => sidecar.call.echo({ text: "" }, { signal: abort.signal }));
    abort.abort();
    expect((await cancelled).code).toBe("rpc-cancelled");
    const waiting = caught(() => sidecar.call.echo({ text: "" }));
    expect(await sidecar.stop()).toEqual({ kind: "gone" });
    expect((await waiting).code).toBe("sidecar-stopped");
  });
});

describe("a call", () => {
  test("is answered, hears of progress, and may take its time only", async () => {
    const sidecar = await startFake("good");
    const values: number[] = [];
    await sidecar.call.count({ to: 3 }, { onProgress: (value) => void values.push(value) });
    expect(values).toEqual([1, 2, 3]);
    const fault = await caught(() => sidecar.call.wait({}, { timeoutMs: 20 }));
    expect(fault.code).toBe("sidecar-timed-out");
    expect(fault.message).toBe(
      'Cannot call "wait" of "fake-sidecar": it did not answer in 20 ms, an answer is wanted',
    );
    expect(await sidecar.call.echo({ text: "still" })).toEqual({ text: "still" });
  });

  test("waits for the next one when the connection is over and the end is not known yet", async () => {
    const lives = [fakeLife(), fakeLife()] as const;
    const opened = lives.values();
    const sidecar = await supervise<FakeProtocol>({
      name: "fake-sidecar",
      protocol: fakeProtocol,
      status: (call, options) => call.get_status({}, options),
      limits: { ...LIMITS, ...FAST },
      onEvent: () => {},
      reopen: "at-once",
      open: async () => opened.next().value?.link ?? lives[1].link,
    });
    const [first, second] = lives;
    await first.sidecar.close();
    await first.link.connection.ended;
    const called = sidecar.call.echo({ text: "later" });
    const told = sidecar.notify.log({ text: "later", times: 1 });
    first.end.resolve(stoppedFault(first.link.evidence));
    expect(await called).toEqual({ text: "later" });
    await told;
    expect([first.logged, second.logged]).toEqual([[], ["later"]]);
    second.end.resolve(stoppedFault(second.link.evidence));
    await sidecar.stop();
  });

  test("that is answered with something else says what came and what was wanted", async () => {
    const sidecar = await startFake("good");
    await sidecar.notify.log({ text: "I lie", times: 1 });
    const fault = await caught(() => sidecar.call.lie({}));
    expect(fault.code).toBe("sidecar-bad-answer");
    expect(fault.message).toContain('"result":{"text":7}}" came (result.text: a string is wanted');
    await expect.poll(async () => (await caught(() => sidecar.call.lie({}))).details).toContain("log: I lie");
  });

  test("that the sidecar refuses ends with its error", async () => {
    const sidecar = await startFake("good");
    const params = JSON.parse('{"text": 7}');
    const refused = sidecar.call.echo(params);
    await expect(refused).rejects.toBeInstanceOf(RpcError);
    await expect(refused).rejects.toMatchObject({ method: "echo", peer: "fake-sidecar" });
  });
});

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

type Life = {
  readonly link: Link<FakeProtocol>;
  /** The other side. */
  readonly sidecar: Pick<Connection<FakeProtocol>, "close">;
  readonly logged: readonly string[];
  /** Tells how it ended. */
  readonly end: PromiseWithResolvers<Fault>;
};

/** A link whose end the test brings, some time after that of its connection. */
function fakeLife(): Life {
  const [here, there] = streamPair();
  const logged: string[] = [];
  const { echo, log } = fakeProtocol;
  const served = implement(
    { echo, log },
    { echo: (params) => params, log: ({ text }) => void logged.push(text) },
  );
  const end = Promise.withResolvers<Fault>();
  const received = { suspect: () => new Uint8Array(0) };
  const evidence: Evidence = {
    name: "fake-sidecar",
    path: "fake",
    pathIs: "what was started",
    log: { last: () => [] },
    received,
    limits: LIMITS,
  };
  const link: Link<FakeProtocol> = {
    connection: connect(here, { peer: fakeProtocol }),
    version: "1.0.0",
    pid: undefined,
    path: "fake",
    ended: end.promise,
    evidence,
    breakOff: end.resolve,
    stop: async () => ({ kind: "gone" }),
  };
  return { link, sidecar: connect(there, { serve: served }), logged, end };
}
