import { describe, expect, test } from "vitest";

import { sendEvent, type SendOptions, type SendOutcome } from "./send-event.ts";
import { type Behaviour, type Receiver, SECRET, startReceiver } from "./testing/receiver.ts";
import { webhookTarget } from "./webhook-target.ts";

const EVENT = { id: "msg_1", body: '{"type":"run.exited","data":"Zoë 🚀"}' };
const NOW = 1_700_000_000_500;

function send(url: string, options: Partial<SendOptions> = {}): Promise<SendOutcome> {
  const target = webhookTarget({ CHATTY_WEBHOOK_URL: url, CHATTY_WEBHOOK_SECRET: SECRET });
  if (target === undefined) throw new Error("no target");
  return sendEvent(EVENT, {
    target,
    userAgent: "chatty-daemon/1.0.0",
    nowMs: NOW,
    timeoutMs: 5000,
    stop: new AbortController().signal,
    ...options,
  });
}

async function sendTo(
  behaviour: Behaviour,
  options: Partial<SendOptions> = {},
): Promise<[SendOutcome, Receiver]> {
  const receiver = await startReceiver(() => behaviour);
  return [await send(receiver.url, options), receiver];
}

describe("sendEvent()", () => {
  test("posts the body, signed, with its id and the time", async () => {
    const [outcome, { received }] = await sendTo({ kind: "answer", status: 204 });
    expect(outcome).toEqual({ kind: "taken" });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      body: EVENT.body,
      id: "msg_1",
      path: "/hook/path-token",
      isSigned: true,
    });
    expect(received[0]?.headers).toMatchObject({
      "content-type": "application/json",
      "user-agent": "chatty-daemon/1.0.0",
      "webhook-timestamp": "1700000000",
    });
  });

  test.each([200, 201, 202, 299])("is taken by status %i", async (status) => {
    expect((await sendTo({ kind: "answer", status }))[0]).toEqual({ kind: "taken" });
  });

  test.each([400, 401, 404, 429, 500, 503])("is refused by status %i", async (status) => {
    expect((await sendTo({ kind: "answer", status }))[0]).toMatchObject({
      kind: "refused",
      error: `status ${status}`,
    });
  });

  test.each([429, 503])("is told by status %i when to come again", async (status) => {
    const headers = { "retry-after": "17" };
    expect((await sendTo({ kind: "answer", status, headers }))[0]).toMatchObject({ retryAfterMs: 17_000 });
  });

  test("is gone for good by status 410", async () => {
    expect((await sendTo({ kind: "answer", status: 410 }))[0].kind).toBe("gone");
  });

  test.each([301, 302, 303, 307, 308])("follows no redirect with status %i", async (status) => {
    const other = await startReceiver(() => ({ kind: "answer", status: 200 }));
    const [outcome] = await sendTo({ kind: "answer", status, headers: { location: other.url } });
    expect(outcome).toEqual({ kind: "refused", error: `status ${status}: redirects are not followed` });
    expect(other.received).toEqual([]);
  });

  test("waits no longer than it may for an answer, or for the end of its headers", async () => {
    for (const kind of ["hang", "endless-headers"] as const) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      const [outcome] = await sendTo({ kind }, { timeoutMs: 300 });
      expect(outcome.kind).toBe("refused");
    }
  });

  test.each(["reset", "reset-halfway", "nonsense"] as const)("is refused by %s", async (kind) => {
    const [outcome] = await sendTo({ kind });
    expect(outcome).toMatchObject({
      kind: "refused",
      error: expect.stringMatching(/^no connection or a broken one \(\w+\)$/u),
    });
  });

  test("is refused where nobody listens", async () => {
    const receiver = await startReceiver(() => ({ kind: "hang" }));
    const url = receiver.url.replace(/:\d+/u, ":9");
    expect(await send(url)).toMatchObject({
      kind: "refused",
      error: expect.stringMatching(/refused/iu),
    });
  });

  test("reads nothing of an endless answer", async () => {
    const before = process.memoryUsage().rss;
    for (const status of [200, 500]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      const [outcome] = await sendTo({ kind: "endless-body", status });
      expect(outcome.kind).toBe(status === 200 ? "taken" : "refused");
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  });

  test("tells neither the address nor the secret nor the answer", async () => {
    const outcomes = await Promise.all(
      [
        { kind: "answer", status: 500 } as const,
        { kind: "reset" } as const,
        { kind: "answer", status: 302, headers: { location: "http://elsewhere.invalid/x" } } as const,
      ].map(async (behaviour) => (await sendTo(behaviour))[0]),
    );
    expect(JSON.stringify(outcomes)).not.toMatch(/path-token|127\.0\.0\.1|receiver-text|elsewhere|MfKQ9/u);
  });

  test("is stopped at once when it is told to", async () => {
    const stop = new AbortController();
    const receiver = await startReceiver(() => ({ kind: "hang" }));
    const sending = send(receiver.url, { stop: stop.signal });
    await receiver.has(1);
    stop.abort();
    expect(await sending).toEqual({ kind: "stopped" });
  });
});
