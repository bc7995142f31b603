import { join } from "node:path";

import { expect, test } from "vitest";

import { isAlive } from "../testing/start-fake.ts";

const PARENT = join(import.meta.dirname, "..", "testing", "parent.ts");

test.skipIf(process.platform === "win32").each([
  ["ends at the end of its input", "good"],
  ["goes on when its input ends", "deaf"],
  ["ignores signals too", "stubborn"],
])("the sidecar of a parent that is killed is gone, one that %s", async (_what, behaviour) => {
  const parent = Bun.spawn([process.execPath, PARENT, behaviour], { stdout: "pipe" });
  const { value } = await parent.stdout.getReader().read();
  const pid = Number(new TextDecoder().decode(value));
  expect(isAlive(pid)).toBe(true);
  parent.kill("SIGKILL");
  await parent.exited;
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});
