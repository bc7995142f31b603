/** Starts a program without a shell, bounded in time and output, and waits for its end. */

export type ProcessInput = {
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What standard input carries before it ends; nothing by default. */
  readonly stdin?: string;
  readonly timeoutMs: number;
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

/** What is kept of each output stream; the rest is read and dropped. */
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

/**
 * Runs a program to its end.
 *
 * @throws what the operating system says when the program cannot be started (`ENOENT`, `EACCES`, …).
 */
export async function runProcess(input: ProcessInput): Promise<ProcessResult> {
  const deadline = AbortSignal.timeout(input.timeoutMs);
  const child = Bun.spawn([...input.command], {
    cwd: input.cwd,
    env: { ...input.env },
    stdin: new Blob([input.stdin ?? ""]),
    stdout: "pipe",
    stderr: "pipe",
    signal: AbortSignal.any([input.signal, deadline]),
    killSignal: "SIGKILL",
  });
  const [stdout, stderr] = await Promise.all([
    readBounded(child.stdout),
    readBounded(child.stderr),
    child.exited,
  ]);
  return {
    exitCode: child.exitCode,
    signal: child.signalCode === null ? null : String(child.signalCode),
    stdout,
    stderr,
    timedOut: deadline.aborted && child.signalCode !== null,
  };
}

async function readBounded(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  for await (const chunk of stream) {
    const part = chunk.subarray(0, Math.max(0, MAX_OUTPUT_BYTES - kept));
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
