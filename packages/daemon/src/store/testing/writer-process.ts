/** Starts `write-runs.ts` and keeps what it has promised. */

import { join } from "node:path";

export type Writer = {
  /** Ids of the runs that it said were inserted, and ended. */
  readonly inserted: readonly string[];
  readonly ended: readonly string[];
  readonly kill: () => void;
  /** Everything it wrote to standard error, once it has ended. */
  readonly done: Promise<{ readonly stderr: string; readonly isComplete: boolean }>;
};

const SCRIPT = join(import.meta.dirname, "write-runs.ts");

export type WriterOptions = {
  readonly count: number;
  readonly kept?: number;
  readonly env?: Readonly<Record<string, string>>;
};

/** A process that writes so many runs into a folder. */
export function startWriter(folder: string, { count, kept, env = {} }: WriterOptions): Writer {
  const child = Bun.spawn([process.execPath, SCRIPT, folder, String(count), String(kept ?? "")], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, ...env },
  });
  const inserted: string[] = [];
  const ended: string[] = [];
  async function read(): Promise<boolean> {
    const text = await new Response(child.stdout).text();
    // What comes after the last line end was cut off by the kill.
    const lines = text.split("\n").slice(0, -1);
    for (const line of lines) {
      const [word, id = ""] = line.split(" ");
      if (word === "inserted") inserted.push(id);
      if (word === "ended") ended.push(id);
    }
    return lines.at(-1) === "done";
  }
  const done = Promise.all([read(), new Response(child.stderr).text(), child.exited]).then(
    ([isComplete, stderr]) => ({ isComplete, stderr }),
  );
  return { inserted, ended, kill: () => child.kill("SIGKILL"), done };
}
