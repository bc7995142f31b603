import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { RUN_LIMITS } from "../limits.ts";
import { liveSource } from "./output-source.ts";
import { recordOutput, type Recorder } from "./record-output.ts";
import { watchOutput } from "./watch-output.ts";

const never = new AbortController().signal;

async function recorder(): Promise<{ readonly path: string; readonly recorder: Recorder }> {
  const path = join(tempFolder(), "run");
  return {
    path,
    recorder: await recordOutput({ path, capBytes: 1_000_000, limits: RUN_LIMITS, onError: () => {} }),
  };
}

describe("watchOutput()", () => {
  test("tells how much of the file is whole, at first and as it grows, and all of it at last", async () => {
    const { path, recorder: live } = await recorder();
    const sizes: number[] = [];
    const { promise: first, resolve } = Promise.withResolvers<void>();
    const watching = watchOutput(
      { path, signal: never, source: liveSource(live), limits: RUN_LIMITS },
      (file) => {
        expect(file.path).toBe(path);
        sizes.push(file.readableBytes);
        resolve();
      },
    );
    await first;
    for (let count = 0; count < 500; count++) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- each in its own time
      await live.add("stdout", new Uint8Array(100).fill(0x61));
    }
    await live.close();
    expect(await watching).toBe(true);
    expect(sizes[0]).toBe(0);
    expect(sizes.at(-1)).toBe(live.readableBytes());
    expect(sizes).toEqual([...new Set(sizes)].toSorted((one, other) => one - other));
  });

  test("tells a slow listener less often", async () => {
    const { path, recorder: live } = await recorder();
    const sizes: number[] = [];
    const { promise: taken, resolve: take } = Promise.withResolvers<void>();
    const watching = watchOutput(
      { path, signal: never, source: liveSource(live), limits: { tellMs: 0 } },
      ({ readableBytes }) => {
        sizes.push(readableBytes);
        return taken;
      },
    );
    for (let count = 0; count < 10; count++) {
      const written = live.changed();
      void live.add("stdout", new Uint8Array(100).fill(0x61));
      // oxlint-disable-next-line eslint/no-await-in-loop -- each in a write of its own
      await written;
    }
    await live.close();
    take();
    expect(await watching).toBe(true);
    expect(sizes.length).toBeLessThanOrEqual(2);
    expect(sizes.at(-1)).toBe(live.readableBytes());
  });

  test("has nothing to tell where there is no file", async () => {
    const { recorder: live } = await recorder();
    const options = { path: "/no/such/file", signal: never, source: liveSource(live), limits: RUN_LIMITS };
    expect(await watchOutput(options, () => {})).toBe(false);
    await live.close();
  });

  test("ends with the reason when it is aborted, and with what its listener throws", async () => {
    const { path, recorder: live } = await recorder();
    const stop = new AbortController();
    const options = { path, source: liveSource(live), limits: RUN_LIMITS };
    const watching = watchOutput({ ...options, signal: stop.signal }, () => {});
    stop.abort(new Error("enough"));
    await expect(watching).rejects.toThrow("enough");
    const telling = watchOutput({ ...options, signal: never }, () => Promise.reject(new Error("full")));
    await expect(telling).rejects.toThrow("full");
    await live.close();
  });
});
