import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { inspectExecutable, signAdHoc } from "@slipway/executable";
import { Fault } from "@slipway/fault";
import { caught, sha256Of, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { hostTarget } from "../host.ts";
import { OWN_PINS, readPin } from "../runtimes/pins.ts";
import { withThreads } from "./with-threads.ts";

// The one runtime that is there wherever tests run.
const { file } = readPin(OWN_PINS, await hostTarget());

describe("withThreads()", () => {
  test("says of a file what is said of it here", async () => {
    const found = await withThreads(({ inspect, sha256 }) => Promise.all([inspect(file), sha256(file)]));
    expect(found).toEqual([await inspectExecutable(file), sha256Of(file)]);
  });

  // What can be signed is, in each build for macOS.
  test("says what cannot be signed", async () => {
    const path = join(tempFolder(), "script");
    writeFileSync(path, "#!/bin/sh\n");
    const identifier = "com.example.tool";
    const fault = await withThreads(({ signAdHoc: sign }) => caught(async () => sign({ path, identifier })));
    const { code, message } = await caught(async () => signAdHoc(path, { identifier }));
    expect(fault).toMatchObject({ code, message });
  });

  test("throws the faults of a thread, each to who asked", async () => {
    const folder = tempFolder();
    const [script, missing] = [join(folder, "script"), join(folder, "missing")];
    writeFileSync(script, "#!/bin/sh\n");
    const results = await withThreads(({ inspect }) =>
      Promise.all(
        [script, missing, file].map((path) => caught(async () => inspect(path)).catch(() => "whole")),
      ),
    );
    for (const [index, path] of [script, missing].entries()) {
      const { code, kind, message, hint } = await caught(async () => inspectExecutable(path));
      expect(results[index]).toBeInstanceOf(Fault);
      expect(results[index]).toMatchObject({ code, kind, message, hint });
    }
    expect(results[2]).toBe("whole");
  });

  test("throws what the operating system says of a file as its fault", async () => {
    const missing = join(tempFolder(), "missing");
    const fault = await withThreads(({ sha256 }) => caught(async () => sha256(missing)));
    expect(fault).toMatchObject({ code: "file-missing" });
  });

  test("does not wait for a thread that ended without an answer", async () => {
    const entry = join(tempFolder(), "thread.ts");
    writeFileSync(
      entry,
      'import { parentPort } from "node:worker_threads";\nparentPort?.on("message", () => process.exit(3));\n',
    );
    const work = withThreads(({ sha256 }) => sha256(file), pathToFileURL(entry));
    await expect(work).rejects.toThrow("a thread ended with 3 before it answered");
  });

  test("goes on with a thread whose call before failed", async () => {
    const missing = join(tempFolder(), "missing");
    const digest = await withThreads(async ({ inspect, sha256 }) => {
      await caught(async () => inspect(missing));
      return sha256(file);
    });
    expect(digest).toBe(sha256Of(file));
  });

  test("ends what was asked for and not waited for, and throws what `use` throws", async () => {
    const error = new Error("of the caller");
    let digest: Promise<string> | undefined;
    const use = withThreads(async ({ sha256 }) => {
      digest = sha256(file);
      throw error;
    });
    await expect(use).rejects.toBe(error);
    expect(await digest).toBe(sha256Of(file));
  });
});
