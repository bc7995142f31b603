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
export const MAX_OUTPUT_BYTES: number = 4 * 1024 * 1024;

/** How long the output of a killed program may still come, when something out of reach holds it open. */
const GRACE_MS = 1000;

type Child = Bun.Subprocess<Blob, "pipe", "pipe">;
type Reader = { readonly read: () => Promise<{ readonly value: Uint8Array | undefined }> };

/**
 * Runs a program to its end. Whatever it started and left running ends with it, so that nothing outlives the time
 * limit and nothing keeps its output open.
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
    // A process group of its own: it can be ended as a whole, and ctrl-C reaches it through us alone.
    detached: !isWindows(),
  });
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
    const output = Promise.all(readers.map(async (reader) => readBounded(reader)));
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

function isWindows(): boolean {
  return process.platform === "win32";
}

function endGroup(child: Child): void {
  if (isWindows()) return child.kill("SIGKILL");
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nobody of the group is left.
  }
}

async function readBounded(reader: Reader): Promise<string> {
  const chunks: Uint8Array[] = [];
  let kept = 0;
  for (let read = await reader.read(); read.value !== undefined; read = await reader.read()) {
    const part = read.value.subarray(0, Math.max(0, MAX_OUTPUT_BYTES - kept));
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
