/**
 * A daemon reduced to its runs, for tests that kill it: `run-programs.ts FOLDER`. Recovers, then starts programs without
 * end, and prints a line for each run that was acknowledged or has ended.
 */

import { openStore } from "../../store/open-store.ts";
import { createRuns } from "../create-runs.ts";
import { ownInstance } from "../instance.ts";
import { recoverRuns } from "../recover-runs.ts";

/**
 * One that ends, one that does not, one whose leader ends before its children, some that drop their variables, also
 * without their leader, and some with children in groups of their own.
 */
const SCRIPTS = [
  "echo quick",
  'trap "" TERM HUP INT; sleep 600 & wait; wait',
  'trap "" TERM HUP; sleep 600 & sleep 600 & exit',
  "exec env -i sleep 600",
  "env -i sleep 600 & exit",
  "timeout 600 sleep 600",
  "set -m; sleep 600 & sleep 600 & exit",
];

const folder = process.argv[2] ?? "";
const store = openStore({ folder, version: "1.0.0", clock: Date.now, log: () => {} });
const instance = await ownInstance();
await recoverRuns({ store: store.runs, folder, instance, log: () => {} });
const runs = createRuns({
  store: store.runs,
  folder,
  instance,
  log: () => {},
  limits: { leftoverMs: 600_000 },
  onEnd: ({ id }) => void process.stdout.write(`ended ${id}\n`),
});
process.stdout.write("recovered\n");
for (let count = 0; count < 24; count++) {
  const script = SCRIPTS[count % SCRIPTS.length] ?? "";
  // oxlint-disable-next-line eslint/no-await-in-loop -- each at its own moment
  const { id } = await runs.start({ kind: "program", argv: ["sh", "-c", script], cwd: folder });
  process.stdout.write(`started ${id}\n`);
}
