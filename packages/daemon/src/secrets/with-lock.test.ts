import { statSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { expect, onTestFinished, test } from "vitest";

import { testClock } from "./testing/test-clock.ts";
import { makeFolder, withLock } from "./with-lock.ts";

const HOLDER = join(import.meta.dirname, "testing", "hold-lock.ts");

async function lockHolder(path: string): Promise<Bun.Subprocess<"ignore", "pipe", "inherit">> {
  const holder = Bun.spawn([process.execPath, HOLDER, path], { stdin: "ignore", stdout: "pipe" });
  onTestFinished(() => holder.kill("SIGKILL"));
  await holder.stdout.getReader().read();
  return holder;
}

test("withLock() lets one at a time through, in order of their luck, and returns what they make", async () => {
  const path = join(tempFolder(), "below", "a.lock");
  let inside = 0;
  const results = await Promise.all(
    [1, 2, 3, 4].map((number) =>
      withLock(path, async () => {
        inside++;
        expect(inside).toBe(1);
        await Promise.resolve();
        inside--;
        return number;
      }),
    ),
  );
  expect(results).toEqual([1, 2, 3, 4]);
});

test("withLock() lets go when the action fails", async () => {
  const path = join(tempFolder(), "a.lock");
  await expect(withLock(path, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await withLock(path, () => Promise.resolve(1))).toBe(1);
});

test("withLock() says who is in the way when another process keeps the lock", async () => {
  const path = join(tempFolder(), "a.lock");
  await lockHolder(path);
  const clock = testClock();
  const failed = caught(() => withLock(path, () => Promise.resolve(), { clock, waitMs: 30_000 }));
  await clock.waitOf(() => true);
  clock.advance(30_001);
  expect(await failed).toMatchObject({
    code: "secrets-busy",
    message: `Cannot lock "${path}": another process has held it for 30 seconds`,
  });
});

test("withLock() gets the lock of a process that was killed", async () => {
  const path = join(tempFolder(), "a.lock");
  const holder = await lockHolder(path);
  const locked = withLock(path, () => Promise.resolve("mine"));
  holder.kill("SIGKILL");
  expect(await locked).toBe("mine");
});

test("withLock() says what is wrong with a place where no lock can be", async () => {
  const file = join(tempFolder(), "file");
  await Bun.write(file, "");
  expect((await caught(() => withLock(join(file, "a.lock"), () => Promise.resolve()))).code).toBe(
    "file-in-the-way",
  );
});

test("withLock() says what is wrong with a file that is no lock, and leaves it", async () => {
  const path = join(tempFolder(), "a.lock");
  await Bun.write(path, "something of somebody else's ".repeat(100));
  expect((await caught(() => withLock(path, () => Promise.resolve()))).code).toBe("lock-unusable");
  expect(await Bun.file(path).text()).toContain("somebody else's");
});

test.skipIf(process.platform === "win32")("withLock() keeps the lock's file from others", async () => {
  const path = join(tempFolder(), "a.lock");
  await withLock(path, () => Promise.resolve());
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test.skipIf(process.platform === "win32")("makeFolder() makes folders for their owner alone", async () => {
  const path = join(tempFolder(), "a", "b");
  await makeFolder(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});
