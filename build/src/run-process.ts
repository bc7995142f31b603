/** Starts a program without a shell, bounded in time and output, and waits for its end. */

import { endGroup, OWN_GROUP, watchGroup } from "./process-group.ts";

export type ProcessInput = {
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What standard input carries before it ends; nothing by default. */
  readonly stdin?: string;
  readonly timeoutMs: number;
  /** What is kept of each output stream, `MAX_OUTPUT_BYTES` by default; the rest is read and dropped. */
  readonly maxOutputBytes?: number;
  /** Kills the program when it aborts. */
  readonly signal: AbortSignal;
};

export type ProcessResult = {
  /** The exit code; null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
};

/** What is kept of each output stream where nothing else is said. */
export const MAX_OUTPUT_BYTES: number = 4 * 1024 * 1024;

/** How long the output of a killed program may still come, when something out of reach holds it open. */
const GRACE_MS = 1000;

type Reader = { readonly read: () => Promise<{ readonly value: Uint8Array | undefined }> };

/**
 * Runs a program to its end. Whatever it started and left running ends with it, so that nothing outlives the time
 * limit, or Slipway itself, and nothing keeps its output open.
 *
 * @throws what the operating system says when the program cannot be started (`ENOENT`, `EACCES`, …).
 */
export async function runProcess(input: ProcessInput): Promise<ProcessResult> {
  const deadline = AbortSignal.timeout(input.timeoutMs);
  const stop = AbortSignal.any([input.signal, deadline]);
  const child = Bun.spawn([...input.command], {
    cwd: input.cwd,
    env: { ...input.env },
    stdin: new Blob([input.stdin ?? ""]),
    stdout: "pipe",
    stderr: "pipe",
    ...OWN_GROUP,
  });
  watchGroup(child);
  const readers = [child.stdout.getReader(), child.stderr.getReader()] as const;
  let grace: Timer | undefined;
  function end(): void {
    endGroup(child);
    grace = setTimeout(() => {
      for (const reader of readers) void reader.cancel();
    }, GRACE_MS);
  }
  stop.addEventListener("abort", end, { once: true });
  if (stop.aborted) end();
  try {
    const maxBytes = input.maxOutputBytes ?? MAX_OUTPUT_BYTES;
    const output = Promise.all(readers.map(async (reader) => readBounded(reader, maxBytes)));
    await child.exited;
    const timedOut = deadline.aborted && child.signalCode !== null;
    endGroup(child);
    const [stdout = "", stderr = ""] = await output;
    const signal = child.signalCode === null ? null : String(child.signalCode);
    return { exitCode: child.exitCode, signal, stdout, stderr, timedOut };
  } finally {
    stop.removeEventListener("abort", end);
    clearTimeout(grace);
  }
}

async function readBounded(reader: Reader, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  for (let read = await reader.read(); read.value !== undefined; read = await reader.read()) {
    const part = read.value.subarray(0, Math.max(0, maxBytes - kept));
    kept += part.length;
    if (part.length > 0) chunks.push(part);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The last lines of a text, for a fault's details. */
export function lastLines(text: string, count = 12): readonly string[] {
  return text
    .trimEnd()
    .split(/\r?\n/u)
    .slice(-count)
    .filter((line) => line.trim() !== "");
}
