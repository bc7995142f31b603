import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { MAIN } from "../testing/daemon-process.ts";
import { peakBytes, residentBytes } from "./memory-of.ts";
import { daemonOutput, plainPipe } from "./output.ts";
import { daemonRequests, lineEcho } from "./requests.ts";
import { firstAnswers } from "./starts.ts";

/** One file that starts the daemon, as a compiled one is. */
function executable(folder: string): string {
  const path = join(folder, "daemon");
  writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${MAIN}"\n`);
  chmodSync(path, 0o755);
  return path;
}

describe.skipIf(process.platform === "win32")("the measures", () => {
  test("of requests and of an echo take time", async () => {
    const folder = tempFolder();
    const ours = await daemonRequests(executable(folder), { folder: join(folder, "data") });
    expect(ours.measuredMs).toBeGreaterThan(0);
    expect((await lineEcho("/bin/cat")).measuredMs).toBeGreaterThan(0);
  });

  test("of output take all of it, and refuse less", async () => {
    const folder = tempFolder();
    const file = join(folder, "output");
    writeFileSync(file, "a line\n".repeat(100_000));
    const ours = await daemonOutput(executable(folder), { folder: join(folder, "data"), file });
    expect(ours.measuredMs).toBeGreaterThan(0);
    expect((await plainPipe(file)).measuredMs).toBeGreaterThan(0);
    writeFileSync(file, "ä");
    await expect(plainPipe(file)).rejects.toThrow("1 of 2 characters came");
  });

  test("of starts take any program that answers", async () => {
    expect((await firstAnswers("/bin/cat", { folder: tempFolder() })).measuredMs).toBeGreaterThan(0);
  });

  test.skipIf(process.platform !== "linux")("of memory are the system's", () => {
    const resident = residentBytes(process.pid) ?? 0;
    expect(resident).toBeGreaterThan(10_000_000);
    expect(peakBytes(process.pid)).toBeGreaterThanOrEqual(resident * 0.9);
  });
});
