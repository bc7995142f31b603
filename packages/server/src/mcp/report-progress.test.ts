import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { LIMITS } from "../limits.ts";
import { type Progress, reportProgress } from "./report-progress.ts";

type Sent = { readonly method: string; readonly params?: unknown };

function reporting(notify: (sent: Sent) => Promise<void> = () => Promise.resolve()): {
  readonly progress: Progress;
  readonly sent: unknown[];
  readonly cancel: () => void;
} {
  const cancelling = new AbortController();
  const sent: unknown[] = [];
  const progress = reportProgress({
    _meta: { progressToken: 0 },
    signal: cancelling.signal,
    notify: (notification: Sent) => (sent.push(notification.params), notify(notification)),
  });
  return { progress, sent, cancel: () => cancelling.abort() };
}

describe("reportProgress()", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("tells the last line of each while", async () => {
    const { progress, sent } = reporting();
    for (const text of ["one\n", "two\n", "three\n", "half a l"]) {
      void progress.onOutput({ stream: "stdout", text });
    }
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(LIMITS.progressMs);
    expect(sent).toEqual([{ progressToken: 0, progress: 22, message: "half a l" }]);
    void progress.onOutput({ stream: "stderr", text: "ine" });
    await vi.advanceTimersByTimeAsync(LIMITS.progressMs * 3);
    expect(sent.slice(1)).toEqual([{ progressToken: 0, progress: 25, message: "half a line" }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("tells nothing after it was stopped", async () => {
    const { progress, sent } = reporting();
    void progress.onOutput({ stream: "stdout", text: "one\n" });
    progress.stop();
    void progress.onOutput({ stream: "stdout", text: "two\n" });
    await vi.advanceTimersByTimeAsync(LIMITS.progressMs * 3);
    expect(sent).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("tells nothing after it was stopped while the client was being told", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { progress, sent } = reporting(() => promise);
    void progress.onOutput({ stream: "stdout", text: "one\n" });
    await vi.advanceTimersByTimeAsync(LIMITS.progressMs);
    void progress.onOutput({ stream: "stdout", text: "two\n" });
    progress.stop();
    resolve();
    await vi.advanceTimersByTimeAsync(LIMITS.progressMs * 3);
    expect(sent).toHaveLength(1);
  });

  test("tells nothing after the request was cancelled, however long the command goes on", async () => {
    const { progress, sent, cancel } = reporting();
    void progress.onOutput({ stream: "stdout", text: "one\n" });
    cancel();
    await vi.advanceTimersByTimeAsync(LIMITS.progressMs * 3);
    void progress.onOutput({ stream: "stdout", text: "two\n" });
    await vi.advanceTimersByTimeAsync(LIMITS.progressMs * 3);
    expect(sent).toEqual([]);
    progress.stop();
  });

  test.each([
    ["a bar that is drawn anew", "10 %\r20 %\r30 %", "30 %"],
    ["a line with colours, a bell and a tab", "\u001b[31mred\u001b[0m\u0007\tend\n", "red end"],
    ["nothing but line ends", "\n\n", ""],
    [
      "a long line",
      `${"x".repeat(LIMITS.progressCharacters)}end`,
      `${"x".repeat(LIMITS.progressCharacters - 3)}end`,
    ],
  ])("shows %s", async (_what, text, message) => {
    const { progress, sent } = reporting();
    void progress.onOutput({ stream: "stdout", text });
    await vi.advanceTimersByTimeAsync(LIMITS.progressMs);
    expect(sent).toEqual([{ progressToken: 0, progress: text.length, message }]);
    progress.stop();
  });

  test("waits for a client that takes its time", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { progress, sent } = reporting(() => promise);
    void progress.onOutput({ stream: "stdout", text: "one\n" });
    await vi.advanceTimersByTimeAsync(LIMITS.progressMs);
    void progress.onOutput({ stream: "stdout", text: "two\n" });
    await vi.advanceTimersByTimeAsync(LIMITS.progressMs * 3);
    expect(sent).toHaveLength(1);
    resolve();
    await vi.advanceTimersByTimeAsync(LIMITS.progressMs * 3);
    expect(sent).toHaveLength(2);
    progress.stop();
  });

  test("leaves out the headers of an answer, and survives a client that has gone", async () => {
    const { progress, sent } = reporting(() => Promise.reject(new Error("gone")));
    void progress.onOutput({ stream: "headers", text: "content-type: text/plain\n" });
    await vi.advanceTimersByTimeAsync(LIMITS.progressMs);
    expect(sent).toEqual([]);
    void progress.onOutput({ stream: "stdout", text: "one\n" });
    await vi.advanceTimersByTimeAsync(LIMITS.progressMs);
    expect(sent).toHaveLength(1);
    progress.stop();
  });
});
