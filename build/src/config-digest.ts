/** What of the configuration an executable depends on, as one digest. */

import type { Config } from "@slipway/config";

import { sha256Text } from "./hash-file.ts";
import type { BuildJob } from "./plan.ts";
import { pinsOf } from "./runtimes/bring.ts";
import { readPin } from "./runtimes/pins.ts";
import { signCommandFor } from "./stamp/sign-command-for.ts";

/**
 * Digest of everything in the configuration that decides what an executable is, and of the runtimes it is made with.
 *
 * @throws Fault `runtime-unpinned`, `pin-invalid`.
 */
export function configDigest(
  job: Pick<BuildJob, "app" | "target" | "compiledFor">,
  made: { readonly config: Config; readonly version: string },
): string {
  const { config, version } = made;
  const { smoke: _, targets: __, completions: ___, man: ____, ...app } = job.app;
  const pins = pinsOf(config);
  const facts = {
    version,
    product: config.product,
    target: job.target,
    app: Object.entries(app).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    signCommand: signCommandFor(job.target, config) ?? null,
    runtimes: job.compiledFor.map((target) => readPin(pins, target).sha256),
  };
  return sha256Text(JSON.stringify(facts));
}
