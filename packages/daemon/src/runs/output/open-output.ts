/** Reads an output file from any place of the output, in large reads, as pieces of text. */

import { type FileHandle, open } from "node:fs/promises";

import { runFault, systemCodeOf } from "../faults.ts";
import { unfinishedBytes } from "./character-border.ts";
import { FRAME_HEADER_BYTES, type OutputStream, readFrameHeader } from "./frame.ts";

/** Text of one stream; bytes that are no UTF-8 are U+FFFD in it. */
export type OutputPiece = {
  readonly stream: OutputStream;
  readonly text: string;
  /** What was written, where that is no UTF-8. */
  readonly bytes?: Uint8Array;
  /** How many bytes of output come before it; those that were dropped are not counted. */
  readonly from: number;
  /** The same after it: where to go on. */
  readonly next: number;
};

export type OutputReader = {
  /** The next pieces of the file; none when all of it was read, as far as it is wanted. */
  readonly read: (until: ReadUntil) => Promise<readonly OutputPiece[]>;
  /** The size of the file as it is now. */
  readonly sizeBytes: () => Promise<number>;
  /** How many bytes of the file were read. */
  readonly position: () => number;
  readonly close: () => Promise<void>;
};

/** How much of the file is wanted, and whether it will never have more. */
export type ReadUntil = { readonly bytes: number; readonly isOver: boolean };

export type ReaderOptions = {
  /** The first byte of output that is wanted. */
  readonly from: number;
  readonly readBytes: number;
  readonly pieceBytes: number;
};

/**
 * Undefined when there is no such file.
 *
 * @throws Fault `output-damaged` when it cannot be opened, and from `read` when it is no output file.
 */
export async function openOutput(path: string, options: ReaderOptions): Promise<OutputReader | undefined> {
  const file = await openFile(path);
  return file === undefined ? undefined : readerOf(file, { ...options, path });
}

function readerOf(file: FileHandle, options: ReaderOptions & { readonly path: string }): OutputReader {
  const block = Buffer.allocUnsafe(options.readBytes);
  const parser = frameParser(options);

  async function read(until: ReadUntil): Promise<readonly OutputPiece[]> {
    for (;;) {
      const at = parser.position();
      const wantedBytes = Math.min(block.length, until.bytes - at);
      if (wantedBytes <= 0) return [];
      // oxlint-disable-next-line eslint/no-await-in-loop -- one block after the other
      const { bytesRead } = await file.read(block, 0, wantedBytes, at);
      const isEnd = until.isOver && at + bytesRead >= until.bytes;
      const pieces = parser.parse(block.subarray(0, bytesRead), isEnd);
      if (pieces.length > 0 || parser.position() === at) return pieces;
    }
  }
  return {
    read,
    sizeBytes: async () => (await file.stat()).size,
    position: parser.position,
    close: () => file.close(),
  };
}

/** What a decoder puts in the place of bytes that are no UTF-8. */
const REPLACEMENT = "\u{FFFD}";

type FrameParser = {
  /** Where in the file the next bytes to parse are. */
  readonly position: () => number;
  /** The text in the bytes of the file from `position` on. `isEnd`: nothing will follow them. */
  readonly parse: (bytes: Uint8Array, isEnd: boolean) => readonly OutputPiece[];
};

function frameParser({ path, from, pieceBytes }: ReaderOptions & { readonly path: string }): FrameParser {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let position = 0;
  let outputAt = 0;
  let stream: OutputStream = "stdout";
  /** What is still to come of the frame that was begun. */
  let leftBytes = 0;

  /** How many bytes of the frame to take, in whole characters. */
  function pieceSize(bytes: Uint8Array, isEnd: boolean): number {
    const sizeBytes = Math.min(leftBytes, bytes.length, pieceBytes);
    if (sizeBytes === leftBytes) return sizeBytes;
    const whole = sizeBytes - unfinishedBytes(bytes.subarray(0, sizeBytes));
    return whole === 0 && isEnd ? sizeBytes : whole;
  }

  function parse(bytes: Uint8Array, isEnd: boolean): readonly OutputPiece[] {
    const pieces: OutputPiece[] = [];
    let at = 0;
    while (at < bytes.length) {
      if (leftBytes === 0) {
        const header = readFrameHeader(bytes.subarray(at));
        if (header === "damaged") throw damaged(path, position + at);
        if (header === "cut") break;
        stream = header.stream;
        leftBytes = header.sizeBytes;
        at += FRAME_HEADER_BYTES;
      }
      const skippedBytes = Math.min(leftBytes, bytes.length - at, Math.max(from - outputAt, 0));
      const sizeBytes = skippedBytes > 0 ? skippedBytes : pieceSize(bytes.subarray(at), isEnd);
      if (sizeBytes === 0 && leftBytes > 0) break;
      const next = outputAt + sizeBytes;
      if (skippedBytes === 0 && sizeBytes > 0) {
        const written = bytes.subarray(at, at + sizeBytes);
        const text = decoder.decode(written);
        const piece = { stream, text, from: outputAt, next };
        if (text.includes(REPLACEMENT)) pieces.push({ ...piece, bytes: new Uint8Array(written) });
        else append(pieces, { piece, pieceBytes });
      }
      outputAt = next;
      leftBytes -= sizeBytes;
      at += sizeBytes;
    }
    position += at;
    return pieces;
  }
  return { position: () => position, parse };
}

type Appended = { readonly piece: OutputPiece; readonly pieceBytes: number };

/** One piece instead of many where they are small. */
function append(pieces: OutputPiece[], { piece, pieceBytes }: Appended): void {
  const last = pieces.at(-1);
  if (last?.stream !== piece.stream || last.bytes !== undefined || piece.next - last.from > pieceBytes)
    pieces.push(piece);
  else pieces[pieces.length - 1] = { ...last, text: last.text + piece.text, next: piece.next };
}

/** Undefined when there is none. @throws Fault `output-damaged` when it cannot be opened. */
export async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, "r");
  } catch (error) {
    if (systemCodeOf(error) === "ENOENT") return undefined;
    throw unreadable(path, error);
  }
}

/** For a file of which the system says that it cannot be read. */
export function unreadable(path: string, cause: unknown): Error {
  return runFault("output-damaged", {
    message: `Cannot read "${path}": ${systemCodeOf(cause)}, a file with the output of a run wanted`,
    hint: "Check who may read that file",
    cause,
  });
}

/** For a file that is not there. */
export function lost(path: string): Error {
  return runFault("output-damaged", {
    message: `Cannot read "${path}": it is gone, the output of a run wanted`,
    hint: "Start the run again; somebody else has removed that file",
  });
}

/** For a file that is not what was written. */
export function damaged(path: string, at: number): Error {
  return runFault("output-damaged", {
    message: `Cannot read "${path}": no frame begins at byte ${at}, the output of a run wanted`,
    hint: "Start the run again; somebody else has changed that file",
  });
}
