/** Commands run one after the other in one shell, as in a terminal: folder and variables stay. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";

/** Ends what each command printed. */
const END = "\u001E";

export type SessionRun = { readonly exitCode: number | null; readonly printed: readonly string[] };

/**
 * Runs commands until one fails. `printed` has what each of them wrote to standard output and standard error, in the
 * order in which it was written.
 */
export async function shellSession(
  shell: readonly string[],
  commands: readonly string[],
  place: { readonly folder: string; readonly environment: Readonly<Record<string, string>> },
): Promise<SessionRun> {
  const script = join(tempFolder(), "session.sh");
  const lines = commands.map((command) => `${command.trimEnd()}\nprintf '\\036'\n`);
  writeFileSync(script, ["exec 2>&1", "set -e", ...lines].join("\n"));
  const child = Bun.spawn([...shell, script], {
    cwd: place.folder,
    env: place.environment,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const [printed] = await Promise.all([new Response(child.stdout).text(), child.exited]);
  return { exitCode: child.exitCode, printed: printed.split(END) };
}
