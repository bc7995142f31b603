import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { type Owned, ownedDaemon } from "../testing/daemon-process.ts";
import { readOutput, type ReadOutputOptions } from "./read-output.ts";

import type { OutputCalls } from "./follow-output.ts";

type Call = Pick<OutputCalls, "watch_run">;

async function textOf(call: Call, id: string): Promise<string> {
  const texts: string[] = [];
  await readOutput(call, { id, onOutput: ({ text }) => void texts.push(text) });
  return texts.join("");
}

async function shell({ call }: Owned, script: string): Promise<string> {
  return (await call.start_run({ kind: "program", argv: ["sh", "-c", script] })).id;
}

describe.skipIf(process.platform === "win32")("readOutput()", () => {
  test("waits for a slow daemon to tell of the file, and not for more than was in it then", async () => {
    const daemon = ownedDaemon({ folder: join(tempFolder(), "data") });
    const id = await shell(daemon, "echo 12345; exec sleep 600");
    await expect.poll(() => textOf(daemon.call, id)).toBe("12345\n");
    const { promise: isRead, resolve } = Promise.withResolvers<void>();
    const slow: Call = {
      watch_run: (params, options) =>
        daemon.call.watch_run(params, {
          ...options,
          onProgress: (file) => void isRead.then(() => options?.onProgress?.(file)),
        }),
    };
    const text = textOf(slow, id);
    await daemon.call.get_status({});
    resolve();
    expect(await text).toBe("12345\n");
    await daemon.end();
  });

  test("hands on what is written while it reads to nobody", async () => {
    const daemon = ownedDaemon({ folder: join(tempFolder(), "data") });
    const go = join(tempFolder(), "go");
    const id = await shell(
      daemon,
      `printf one; while ! test -e ${go}; do sleep 0.01; done; printf two; exec sleep 600`,
    );
    await expect.poll(() => textOf(daemon.call, id)).toBe("one");
    const texts: string[] = [];
    const onOutput: ReadOutputOptions["onOutput"] = async ({ text }) => {
      texts.push(text);
      writeFileSync(go, "");
      await expect.poll(async () => (await daemon.call.get_run({ id })).output_bytes).toBe(6);
    };
    await readOutput(daemon.call, { id, onOutput });
    expect(texts).toEqual(["one"]);
    await daemon.end();
  });

  test("has nothing of a run that is silent, here and in another daemon", async () => {
    const folder = join(tempFolder(), "data");
    const [daemon, other] = [ownedDaemon({ folder }), ownedDaemon({ folder })];
    const silent = await shell(daemon, "exec sleep 600");
    for (const { call } of [daemon, other]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      expect(await textOf(call, silent)).toBe("");
    }
    const id = await shell(daemon, "echo text; exec sleep 600");
    await expect.poll(() => textOf(other.call, id)).toBe("text\n");
    await Promise.all([daemon.end(), other.end()]);
  });

  test("has nothing of a run that has no file yet", async () => {
    const file = join(tempFolder(), "none");
    const call: Call = {
      watch_run(_params, options) {
        void options?.onProgress?.({ file, readable_bytes: 0 });
        return new Promise(() => {});
      },
    };
    expect(await textOf(call, "any")).toBe("");
  });

  test("reads nothing of an ended run without output, and says what is wrong with a file", async () => {
    const folder = join(tempFolder(), "data");
    const daemon = ownedDaemon({ folder });
    const silent = await shell(daemon, "exit 0");
    expect(await textOf(daemon.call, silent)).toBe("");
    const id = await shell(daemon, "echo text");
    await daemon.call.follow_run({ id });
    const path = join(folder, "output", id);
    writeFileSync(path, "no frames");
    expect((await caught(() => textOf(daemon.call, id))).code).toBe("output-damaged");
    rmSync(path);
    await expect(textOf(daemon.call, id)).rejects.toMatchObject({ data: { code: "output-damaged" } });
    await expect(textOf(daemon.call, "none")).rejects.toMatchObject({ data: { code: "run-unknown" } });
    await daemon.end();
  });
});
