/** What of the configuration an executable depends on, as one digest. */

import { sha256Text } from "./hash-file.ts";
import type { BuildJob } from "./plan.ts";

/** Digest of everything in the configuration that decides what an executable is. */
export function configDigest(job: Pick<BuildJob, "app" | "target">, version: string): string {
  const { smoke: _, targets: __, ...app } = job.app;
  return sha256Text(
    JSON.stringify([version, job.target, Object.entries(app).toSorted(([a], [b]) => (a < b ? -1 : 1))]),
  );
}
