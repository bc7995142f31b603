import { copyFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { type Owned, ownedDaemon } from "../testing/daemon-process.ts";
import { followOutput, type OutputCalls } from "./follow-output.ts";

import type { OutputFile, OutputPiece, RunView } from "../protocol/index.ts";

type Started = { readonly daemon: Owned; readonly folder: string };

function start(folder: string = join(tempFolder(), "data")): Started {
  return { daemon: ownedDaemon({ folder }), folder };
}

async function shell({ daemon }: Started, script: string): Promise<string> {
  return (await daemon.call.start_run({ kind: "program", argv: ["sh", "-c", script] })).id;
}

/** The daemon's calls, with the file that it names seen otherwise. */
function changed(
  { call }: Owned,
  change: (file: OutputFile) => OutputFile,
): OutputCalls & { readonly texts: () => number } {
  let texts = 0;
  return {
    texts: () => texts,
    watch_run: (params, options) =>
      call.watch_run(params, { ...options, onProgress: (file) => options?.onProgress?.(change(file)) }),
    follow_run(params, options) {
      texts += 1;
      return call.follow_run(params, options);
    },
  };
}

function unchanged(file: OutputFile): OutputFile {
  return file;
}

type Followed = { readonly run: RunView; readonly pieces: readonly OutputPiece[]; readonly text: string };

async function follow(
  call: OutputCalls,
  options: { readonly id: string; readonly offset?: number },
): Promise<Followed> {
  const pieces: OutputPiece[] = [];
  const run = await followOutput(call, { ...options, onOutput: (piece) => void pieces.push(piece) });
  return { run, pieces, text: pieces.map(({ text }) => text).join("") };
}

function numbers(count: number): string {
  return `${Array.from({ length: count }, (_, index) => index + 1).join("\n")}\n`;
}

describe.skipIf(process.platform === "win32")("followOutput()", () => {
  test("reads all of a run's output without a text from the daemon, while the program writes it", async () => {
    const started = start();
    const id = await shell(started, "seq 1 400000; printf 'e: \\342\\202' >&2; printf '\\254' >&2; exit 3");
    const calls = changed(started.daemon, unchanged);
    const { run, pieces } = await follow(calls, { id });
    function textOf(stream: OutputPiece["stream"]): string {
      return pieces.flatMap((piece) => (piece.stream === stream ? [piece.text] : [])).join("");
    }
    expect(textOf("stdout") === numbers(400_000)).toBe(true);
    expect(textOf("stderr")).toBe("e: €");
    expect(run).toMatchObject({ state: "exited", exit_code: 3 });
    expect(pieces.at(-1)?.next_offset).toBe(run.output_bytes);
    expect(calls.texts()).toBe(0);
    await started.daemon.end();
  });

  test("hands on what there is while the program runs, and goes on from an offset", async () => {
    const started = start();
    const id = await shell(started, "printf ready; exec sleep 600");
    const { promise: first, resolve } = Promise.withResolvers<OutputPiece>();
    const following = followOutput(started.daemon.call, { id, onOutput: resolve });
    expect(await first).toEqual({ stream: "stdout", text: "ready", next_offset: 5 });
    await started.daemon.call.cancel_run({ id });
    expect(await following).toMatchObject({ state: "cancelled" });
    expect((await follow(started.daemon.call, { id, offset: 3 })).text).toBe("dy");
    await started.daemon.end();
  });

  test("follows the run of another daemon to its end", async () => {
    const started = start();
    const reader = start(started.folder);
    const go = join(started.folder, "go");
    const id = await shell(started, `printf ready; while ! test -e ${go}; do sleep 0.01; done; printf end`);
    const texts: string[] = [];
    const following = followOutput(reader.daemon.call, {
      id,
      onOutput({ text }) {
        texts.push(text);
        writeFileSync(go, "");
      },
    });
    expect(await following).toMatchObject({ state: "exited" });
    expect(texts.join("")).toBe("readyend");
    await Promise.all([started.daemon.end(), reader.daemon.end()]);
  });

  test("takes the text from the daemon at once where it cannot have the file", async () => {
    const started = start();
    const id = await shell(started, "printf ready; exec sleep 600");
    const calls = changed(started.daemon, (file) => ({ ...file, file: "/nowhere/that/file/is" }));
    const { promise: first, resolve } = Promise.withResolvers<OutputPiece>();
    const following = followOutput(calls, { id, onOutput: resolve });
    expect((await first).text).toBe("ready");
    await started.daemon.call.cancel_run({ id });
    expect(await following).toMatchObject({ state: "cancelled" });
    expect(calls.texts()).toBe(1);
    await started.daemon.end();
  });

  test.each([0, 3, 5, 6, 100_000, 299_999])(
    "takes the rest from the daemon where it sees only %i bytes of the file",
    async (sizeBytes) => {
      const started = start();
      const id = await shell(
        started,
        "i=0; while test $i -lt 100; do seq 1 1000; printf €; i=$((i+1)); done",
      );
      await started.daemon.call.follow_run({ id });
      const copy = join(tempFolder(), "copy");
      const calls = changed(started.daemon, (file) => {
        copyFileSync(file.file, copy);
        truncateSync(copy, sizeBytes);
        return { ...file, file: copy };
      });
      const { text } = await follow(calls, { id });
      expect(text === `${numbers(1000)}€`.repeat(100)).toBe(true);
      expect(calls.texts()).toBe(1);
      await started.daemon.end();
    },
  );

  test("says what the daemon says of a file that is damaged, of none, and of no run", async () => {
    const started = start();
    const { call } = started.daemon;
    const id = await shell(started, "echo text");
    await call.follow_run({ id });
    const path = join(started.folder, "output", id);
    writeFileSync(path, "no frames");
    await expect(follow(call, { id })).rejects.toMatchObject({ data: { code: "output-damaged" } });
    rmSync(path);
    await expect(follow(call, { id })).rejects.toMatchObject({ data: { code: "output-damaged" } });
    await expect(follow(call, { id: "none" })).rejects.toMatchObject({ data: { code: "run-unknown" } });
    await started.daemon.end();
  });

  test("hands on what was kept of a run with too much output", async () => {
    const started = start();
    const { id } = await started.daemon.call.start_run({
      kind: "program",
      argv: ["seq", "1", "100000"],
      output_limit_bytes: 1000,
    });
    const calls = changed(started.daemon, unchanged);
    const { run, text } = await follow(calls, { id });
    expect(run).toMatchObject({ output_truncated: true, output_bytes: numbers(100_000).length });
    expect(numbers(100_000).startsWith(text) && text.length > 900).toBe(true);
    expect(calls.texts()).toBe(0);
    await started.daemon.end();
  });

  test("ends when it is aborted, when nobody takes the output, and with the daemon; the run goes on", async () => {
    const started = start();
    const { call, child } = started.daemon;
    const id = await shell(started, "echo ready; exec sleep 600");
    const stop = new AbortController();
    const stopped = followOutput(call, { id, signal: stop.signal, onOutput: () => stop.abort() });
    await expect(stopped).rejects.toMatchObject({ code: "rpc-cancelled" });
    const refused = followOutput(call, { id, onOutput: () => Promise.reject(new Error("full")) });
    await expect(refused).rejects.toThrow("full");
    expect(await call.get_run({ id })).toMatchObject({ state: "running" });
    const left = followOutput(call, { id, onOutput: () => child.kill("SIGKILL") });
    await expect(left).rejects.toMatchObject({ code: "rpc-connection-ended" });
    await child.exited;
    const next = start(started.folder);
    expect(await next.daemon.call.get_run({ id })).toMatchObject({ state: "interrupted" });
    await next.daemon.end();
  });
});
