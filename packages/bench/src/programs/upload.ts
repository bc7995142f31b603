/**
 * Uploads and publishes what is in a `dist`, without verifying it, and says how much memory it had at most:
 * `bun upload.ts <dist> <api> <token>`.
 */

import { existsSync, readFileSync } from "node:fs";
import { stdout } from "node:process";

import type { Env } from "@slipway/build";
import { carryOut, githubDestination, localRelease, PATIENCE } from "@slipway/release/publish";

const [dist = "", api = "", token = ""] = process.argv.slice(2);
const env: Env = {
  dist,
  variables: { GITHUB_TOKEN: token },
  signal: new AbortController().signal,
  concurrency: 2,
  clock: () => performance.now(),
  report: () => undefined,
};
const local = localRelease(dist);
const publisher = "bench";
await carryOut(
  {
    destination: await githubDestination({ owner: "octo", name: "app", api }, { env, patience: PATIENCE }),
    local,
    text: { notes: "", marker: { publisher, checksums: local.checksums } },
    self: { id: publisher, uploaded: new Map(), takeOver: false },
    patience: PATIENCE,
    now: Date.now,
    onUpload: () => undefined,
    isDraftOnly: false,
  },
  env,
);
stdout.write(`peak-bytes ${peakBytes()}\n`);

/** The kernel's own mark of this program's memory (proc(5), VmHWM), where there is one. */
function peakBytes(): number {
  const status = "/proc/self/status";
  const text = existsSync(status) ? readFileSync(status, "utf8") : "";
  const kib = /^VmHWM:\s*(\d+) kB$/mu.exec(text)?.[1];
  return 1024 * (kib === undefined ? process.resourceUsage().maxRSS : Number(kib));
}
