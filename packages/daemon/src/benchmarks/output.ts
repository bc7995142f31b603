/**
 * What a program writes on its way to a client, as text: by the daemon and the file that it writes, as `followOutput`
 * reads it, and by a pipe from the program to the client. This process is the client of both.
 */

import { ownedDaemon } from "../testing/daemon-process.ts";
import { followOutput } from "../client/index.ts";
import { peakBytes } from "./memory-of.ts";

import type { Found } from "./found.ts";

const LIMIT_BYTES = 1_000_000_000;

/**
 * From the request that starts `cat <file>` to the answer that it has ended, when all of the text is here and the
 * history is on the disk. The memory is that of the process that took the most, daemon or client.
 */
export async function daemonOutput(
  executable: string,
  { folder, file }: { readonly folder: string; readonly file: string },
): Promise<Found> {
  const sizeBytes = Bun.file(file).size;
  const daemon = ownedDaemon({ folder, program: [executable] });
  // Opens the history, which is no part of what is measured.
  await daemon.call.list_runs({ limit: 1 });
  const begunAtMs = performance.now();
  const { id } = await daemon.call.start_run({
    kind: "program",
    argv: ["cat", file],
    output_limit_bytes: LIMIT_BYTES,
  });
  let characters = 0;
  const ended = await followOutput(daemon.call, {
    id,
    onOutput({ text }) {
      characters += text.length;
    },
  });
  const measuredMs = performance.now() - begunAtMs;
  expectAll(characters, sizeBytes);
  expectAll(ended.output_bytes, sizeBytes);
  const peaks = [peakBytes(daemon.child.pid) ?? 0, peakBytes(process.pid) ?? 0];
  await daemon.end();
  return { measuredMs, peakBytes: Math.max(...peaks) || undefined };
}

/** From the start of `cat <file>` to its end. */
export async function plainPipe(file: string): Promise<Found> {
  const begunAtMs = performance.now();
  const child = Bun.spawn(["cat", file], { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
  const decoder = new TextDecoder();
  let characters = 0;
  for await (const chunk of child.stdout) characters += decoder.decode(chunk, { stream: true }).length;
  await child.exited;
  const measuredMs = performance.now() - begunAtMs;
  expectAll(characters, Bun.file(file).size);
  return { measuredMs, peakBytes: undefined };
}

/** The file is ASCII. */
function expectAll(found: number, wanted: number): void {
  if (found !== wanted) throw new Error(`${found} of ${wanted} characters came`);
}
