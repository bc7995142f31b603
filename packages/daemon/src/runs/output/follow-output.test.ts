import { caught, mutate, seededRandom, tempFolder } from "@slipway/testkit";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { RUN_LIMITS } from "../limits.ts";
import { followOutput } from "./follow-output.ts";
import { measureOutput } from "./measure-output.ts";
import { fileSource, liveSource } from "./output-source.ts";
import { recordOutput, type Recorder } from "./record-output.ts";

import type { RunLimits } from "../limits.ts";
import type { OutputStream } from "./frame.ts";
import type { OutputPiece } from "./open-output.ts";

const never = new AbortController().signal;
const ended = fileSource({ isOver: () => Promise.resolve(true), pollMs: 1 });
/** So small that every border falls somewhere inside of what is read. */
const SMALL = { readBytes: 16, pieceBytes: 7 };

type Part = readonly [stream: OutputStream, bytes: string | Uint8Array];

function bytesOf(bytes: string | Uint8Array): Uint8Array {
  return typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
}

async function recorderAt(path: string, capBytes = 1_000_000): Promise<Recorder> {
  return recordOutput({ path, capBytes, limits: RUN_LIMITS, onError: () => {} });
}

async function recorded(
  parts: readonly Part[],
  capBytes?: number,
): Promise<{ readonly path: string; readonly recorder: Recorder }> {
  const path = join(tempFolder(), "output", "run");
  const recorder = await recorderAt(path, capBytes);
  for (const [stream, bytes] of parts) void recorder.add(stream, bytesOf(bytes));
  await recorder.close();
  return { path, recorder };
}

type Reading = Partial<Pick<RunLimits, "readBytes" | "pieceBytes">> & { readonly from?: number };

async function piecesIn(
  path: string,
  { from = 0, ...limits }: Reading = {},
): Promise<readonly OutputPiece[]> {
  const pieces: OutputPiece[] = [];
  const options = { path, from, signal: never, source: ended, limits: { ...RUN_LIMITS, ...limits } };
  await followOutput(options, (piece) => void pieces.push(piece));
  return pieces;
}

function textOf(pieces: readonly OutputPiece[], stream: OutputStream = "stdout"): string {
  return pieces.flatMap((piece) => (piece.stream === stream ? [piece.text] : [])).join("");
}

describe("followOutput()", () => {
  test("reads what was recorded: streams apart, in order, small frames together", async () => {
    const { path } = await recorded([
      ["headers", "age: 1\n"],
      ["stdout", "a"],
      ["stdout", "b"],
      ["stderr", "c"],
      ["stdout", "d"],
    ]);
    expect(await piecesIn(path)).toEqual([
      { stream: "headers", text: "age: 1\n", from: 0, next: 7 },
      { stream: "stdout", text: "ab", from: 7, next: 9 },
      { stream: "stderr", text: "c", from: 9, next: 10 },
      { stream: "stdout", text: "d", from: 10, next: 11 },
    ]);
  });

  test("puts characters together that came in parts, between the parts of others too", async () => {
    const text = "é€😀".repeat(5);
    const single = [...bytesOf(text)].flatMap((byte): Part[] => [
      ["stdout", Uint8Array.of(byte)],
      ["stderr", "!"],
    ]);
    const { path } = await recorded(single);
    for (const limits of [SMALL, {}]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      const pieces = await piecesIn(path, limits);
      expect(textOf(pieces)).toBe(text);
      expect(textOf(pieces, "stderr")).toBe("!".repeat(bytesOf(text).length));
    }
  });

  test.each([0, 1, 7, 16, 17, 40])("goes on from byte %i as if it had never stopped", async (from) => {
    const { path } = await recorded([
      ["stdout", "0123456789abcdef"],
      ["stderr", "ghijklmnopqrstuvwxyz"],
      ["stdout", "ABCD"],
    ]);
    const pieces = await piecesIn(path, { from, ...SMALL });
    const all = "0123456789abcdefghijklmnopqrstuvwxyzABCD";
    expect(pieces.map(({ text }) => text).join("")).toBe(all.slice(from));
    expect(pieces.every((piece) => piece.next - piece.from === piece.text.length)).toBe(true);
    expect(pieces.at(-1)?.next ?? 40).toBe(40);
  });

  test("shows bytes that are no text as U+FFFD, and half a character at the end", async () => {
    const { path } = await recorded([
      ["stdout", Uint8Array.of(0x61, 0xff, 0x62)],
      ["stdout", Uint8Array.of(0xe2, 0x82)],
    ]);
    const pieces = await piecesIn(path);
    expect(textOf(pieces)).toBe("a\uFFFDb\uFFFD");
    const written = pieces.map(({ text, bytes }) => Buffer.from(bytes ?? text));
    expect(Buffer.concat(written)).toEqual(Buffer.of(0x61, 0xff, 0x62, 0xe2, 0x82));
  });

  test("waits for more, hands it on as it comes, and ends with it", async () => {
    const path = join(tempFolder(), "run");
    const recorder = await recorderAt(path);
    const texts: string[] = [];
    const { promise: first, resolve } = Promise.withResolvers<void>();
    const following = followOutput(
      { path, from: 0, signal: never, source: liveSource(recorder), limits: RUN_LIMITS },
      ({ text }) => {
        texts.push(text);
        resolve();
      },
    );
    void recorder.add("stdout", bytesOf("one"));
    await first;
    expect(texts).toEqual(["one"]);
    void recorder.add("stdout", bytesOf("two"));
    await recorder.close();
    await following;
    expect(texts.join("")).toBe("onetwo");
  });

  test("ends with the reason when it is aborted, while it waits and while it hands on", async () => {
    const path = join(tempFolder(), "run");
    const recorder = await recorderAt(path);
    const stop = new AbortController();
    const options = { path, from: 0, source: liveSource(recorder), limits: RUN_LIMITS };
    const waiting = followOutput({ ...options, signal: stop.signal }, () => {});
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    void recorder.add("stdout", bytesOf("one"));
    await recorder.close();
    const handing = followOutput({ ...options, signal: never }, () => Promise.reject(new Error("full")));
    await expect(handing).rejects.toThrow("full");
  });

  test("has nothing to hand on where there is no file", async () => {
    expect(await piecesIn("/no/such/file")).toEqual([]);
    expect(await measureOutput("/no/such/file")).toBeUndefined();
  });

  test("reads every beginning of a file that a killed daemon may leave", async () => {
    const { path } = await recorded([
      ["stdout", "one €"],
      ["stderr", "two"],
    ]);
    const bytes = readFileSync(path);
    for (let length = 0; length <= bytes.length; length++) {
      writeFileSync(path, bytes.subarray(0, length));
      // oxlint-disable-next-line eslint/no-await-in-loop -- the same file
      const pieces = await piecesIn(path);
      const text = textOf(pieces);
      expect("one €".startsWith(text.replace("\uFFFD", ""))).toBe(true);
      // oxlint-disable-next-line eslint/no-await-in-loop -- the same file
      expect(await measureOutput(path)).toBe(pieces.at(-1)?.next ?? 0);
    }
  });

  test("reads mutated files to their end, or says that they are damaged", async () => {
    const { path } = await recorded([
      ["stdout", "some text €"],
      ["stderr", "more"],
      ["stdout", "x".repeat(100)],
    ]);
    const bytes = readFileSync(path);
    const random = seededRandom(5);
    for (let round = 0; round < 1000; round++) {
      writeFileSync(path, mutate(bytes, random));
      // oxlint-disable-next-line eslint/no-await-in-loop -- the same file
      const outcome = await piecesIn(path, SMALL).catch((error: unknown) => error);
      if (!Array.isArray(outcome)) expect(outcome).toMatchObject({ code: "output-damaged" });
      // oxlint-disable-next-line eslint/no-await-in-loop -- the same file
      const measured = await measureOutput(path).catch((error: unknown) => error);
      if (typeof measured !== "number") expect(measured).toMatchObject({ code: "output-damaged" });
    }
  });

  test("refuses a folder, and a file that is none of its own", async () => {
    const path = join(tempFolder(), "text");
    writeFileSync(path, "plain text");
    expect((await caught(() => piecesIn(path))).code).toBe("output-damaged");
  });
});

describe("recordOutput()", () => {
  test("keeps the file below the cap, cut between characters, and counts everything", async () => {
    const { path, recorder } = await recorded([["stdout", "€".repeat(100)]], 5 + 10);
    expect(textOf(await piecesIn(path))).toBe("€€€");
    expect(recorder.outputBytes()).toBe(300);
    expect(recorder.isTruncated()).toBe(true);
    expect(readFileSync(path)).toHaveLength(5 + 9);
  });

  test("keeps nothing after the cap, and nothing at all when not even a header fits", async () => {
    const { path } = await recorded(
      [
        ["stdout", "12345"],
        ["stderr", "lost"],
        ["stdout", "6"],
      ],
      5 + 5,
    );
    expect(await piecesIn(path)).toEqual([{ stream: "stdout", text: "12345", from: 0, next: 5 }]);
    const tiny = await recorded([["stdout", "1"]], 1);
    expect(readFileSync(tiny.path)).toHaveLength(0);
    expect(tiny.recorder.isTruncated()).toBe(true);
  });

  test("asks to wait when the disk is behind, and not for ever", async () => {
    const path = join(tempFolder(), "run");
    const recorder = await recordOutput({
      path,
      capBytes: 1_000_000_000,
      limits: { ...RUN_LIMITS, unwrittenBytes: 1000 },
      onError: () => {},
    });
    expect(recorder.add("stdout", new Uint8Array(10))).toBeUndefined();
    await recorder.add("stdout", new Uint8Array(10_000));
    expect(recorder.readableBytes()).toBe(5 + 10 + 10_000);
    await recorder.close();
  });

  test("writes more small parts together than a system takes at once", async () => {
    const parts = Array.from({ length: 5000 }, (_, index): Part => [index % 2 ? "stdout" : "stderr", "x"]);
    const { path, recorder } = await recorded(parts);
    expect(recorder.isTruncated()).toBe(false);
    expect(textOf(await piecesIn(path))).toBe("x".repeat(2500));
  });

  test("gives the memory of large parts back when they are written, unless others use it too", async () => {
    const path = join(tempFolder(), "run");
    const recorder = await recorderAt(path);
    const alone = new Uint8Array(20_000).fill(0x61);
    const shared = new Uint8Array(new ArrayBuffer(20_001), 0, 20_000).fill(0x62);
    const small = new Uint8Array(100).fill(0x63);
    for (const bytes of [alone, shared, small]) void recorder.add("stdout", bytes);
    await recorder.close();
    expect([alone, shared, small].map(({ length }) => length)).toEqual([0, 20_000, 100]);
    const text = textOf(await piecesIn(path));
    expect(text === "a".repeat(20_000) + "b".repeat(20_000) + "c".repeat(100)).toBe(true);
  });

  test("keeps characters whole that large parts cut", async () => {
    const text = "a€😀".repeat(100_000);
    const bytes = bytesOf(text);
    const parts = Array.from({ length: 20 }, (_, index): Part => {
      return ["stdout", bytes.slice(index * 40_003, index === 19 ? undefined : (index + 1) * 40_003)];
    });
    const { path } = await recorded(parts);
    expect(textOf(await piecesIn(path)) === text).toBe(true);
  });

  test("refuses a file that is there already", async () => {
    const path = join(tempFolder(), "run");
    writeFileSync(path, "");
    expect((await caught(() => recorderAt(path))).code).toBe("output-not-writable");
  });

  test.skipIf(process.platform === "win32")(
    "goes on without the file when the disk is full, and leaves it whole",
    async () => {
      const path = join(tempFolder(), "run");
      const program = join(import.meta.dirname, "..", "testing", "record-limited.ts");
      // 8 blocks of 512 bytes or of 1024, and an error instead of a signal beyond.
      const script = 'trap "" XFSZ; ulimit -f 8; exec "$0" "$1" "$2"';
      const child = Bun.spawn(["sh", "-c", script, process.execPath, program, path], { stdout: "pipe" });
      const said = await new Response(child.stdout).text();
      expect(said).toBe("EFBIG\ntruncated 100000\n");
      const text = textOf(await piecesIn(path));
      expect(text).toMatch(/^x+$/u);
      expect(readFileSync(path).length).toBeLessThanOrEqual(8192);
    },
  );
});
