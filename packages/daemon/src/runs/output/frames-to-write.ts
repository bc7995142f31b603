/** Makes frames of output as it comes, until the cap. */

import { unfinishedBytes } from "./character-border.ts";
import { giveBack } from "./give-back.ts";
import { FRAME_HEADER_BYTES, frameHeader, type OutputStream } from "./frame.ts";

export type FramesToWrite = {
  readonly add: (stream: OutputStream, bytes: Uint8Array) => void;
  /** Makes frames of characters that nobody completed. */
  readonly flush: () => void;
  readonly take: () => Taken;
  /** Drops all that comes from now on. */
  readonly cut: () => void;
  /** The same, and what waits. */
  readonly stop: () => void;
  readonly waitingBytes: () => number;
  readonly outputBytes: () => number;
  readonly isTruncated: () => boolean;
};

export type Taken = {
  /** The frames that wait to be written: headers, and after each the bytes of its frame. */
  readonly parts: readonly Uint8Array[];
  /** What nobody needs when these are written. */
  readonly spent: readonly Uint8Array[];
};

/** `capBytes` is for all frames together, headers included. */
export function framesToWrite(capBytes: number): FramesToWrite {
  const queue = frameQueue(capBytes);
  const unfinished = new Map<OutputStream, Uint8Array>();
  let outputBytes = 0;
  return {
    ...queue,
    add(stream, bytes) {
      outputBytes += bytes.length;
      if (queue.isTruncated()) return giveBack(bytes);
      const begun = unfinished.get(stream);
      const whole = begun === undefined ? bytes : Buffer.concat([begun, bytes]);
      const endBytes = unfinishedBytes(whole);
      // A copy: `slice` of a buffer is none.
      if (endBytes > 0) unfinished.set(stream, new Uint8Array(whole.subarray(whole.length - endBytes)));
      else if (begun !== undefined) unfinished.delete(stream);
      queue.push(stream, endBytes > 0 ? whole.subarray(0, whole.length - endBytes) : whole);
      queue.spend(bytes);
      queue.spend(whole);
    },
    flush() {
      for (const [stream, bytes] of unfinished) queue.push(stream, bytes);
      unfinished.clear();
    },
    outputBytes: () => outputBytes,
  };
}

type FrameQueue = Omit<FramesToWrite, "add" | "flush" | "outputBytes"> & {
  /** Takes what is not needed when all that waits is written. */
  readonly spend: (bytes: Uint8Array) => void;
  /** Takes whole characters: into the last frame, if it waits and is of the same stream, else into a new one. */
  readonly push: (stream: OutputStream, bytes: Uint8Array) => void;
};

type WaitingFrame = { readonly stream: OutputStream; readonly header: Uint8Array; sizeBytes: number };

function frameQueue(capBytes: number): FrameQueue {
  let waiting: Uint8Array[] = [];
  let spent: Uint8Array[] = [];
  let last: WaitingFrame | undefined;
  let waitingBytes = 0;
  let roomBytes = capBytes;
  let isTruncated = false;

  function begin(stream: OutputStream): WaitingFrame {
    const frame = { stream, header: frameHeader({ stream, sizeBytes: 0 }), sizeBytes: 0 };
    waiting.push(frame.header);
    waitingBytes += FRAME_HEADER_BYTES;
    roomBytes -= FRAME_HEADER_BYTES;
    return frame;
  }

  function push(stream: OutputStream, bytes: Uint8Array): void {
    if (bytes.length === 0 || isTruncated) return;
    const joined = last?.stream === stream ? last : undefined;
    const fittingBytes = joined === undefined ? roomBytes - FRAME_HEADER_BYTES : roomBytes;
    isTruncated = fittingBytes < bytes.length;
    const kept = isTruncated ? cutAtCharacter(bytes.subarray(0, Math.max(fittingBytes, 0))) : bytes;
    if (kept.length === 0) return;
    last = joined ?? begin(stream);
    last.sizeBytes += kept.length;
    last.header.set(frameHeader(last));
    waiting.push(kept);
    waitingBytes += kept.length;
    roomBytes -= kept.length;
  }

  function take(): Taken {
    const taken = { parts: waiting, spent };
    waiting = [];
    spent = [];
    waitingBytes = 0;
    last = undefined;
    return taken;
  }

  return {
    push,
    spend: (bytes) => void spent.push(bytes),
    take,
    cut: () => void (isTruncated = true),
    stop() {
      isTruncated = true;
      take();
    },
    waitingBytes: () => waitingBytes,
    isTruncated: () => isTruncated,
  };
}

function cutAtCharacter(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.length - unfinishedBytes(bytes));
}
