/** `slipway verify` */

import { availableParallelism } from "node:os";

import type { Env } from "@slipway/build";
import { Fault } from "@slipway/fault";
import type { PublicKey } from "@slipway/manifest";
import {
  configuredPublicKey,
  expectRelease,
  publicKeyFrom,
  releasePlace,
  snapshotPublicKey,
  type TrustedKey,
  verifyPlace,
} from "@slipway/release";

import type { Arguments } from "../arguments.ts";
import { startProgress } from "../output/progress.ts";
import { verificationText } from "../output/verification-text.ts";
import { projectConfig } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runVerify(args: Arguments, terminal: Terminal): Promise<void> {
  const [name = ""] = args.positionals;
  const place = await releasePlace(name, {
    cwd: terminal.cwd,
    downloads: async () => (await projectConfig(args, terminal)).downloads,
  });
  if (place.kind === "folder") expectRelease(place.folder);
  const key = await trustedKey(args, terminal);
  const progress = startProgress(terminal);
  const env: Env = {
    dist: terminal.cwd,
    variables: terminal.variables,
    signal: terminal.signal,
    concurrency: availableParallelism(),
    clock: () => performance.now(),
    report: progress.report,
  };
  try {
    const verification = await verifyPlace(place, { key, env, start: !args.flag("no-run") });
    terminal.result(
      args.flag("json") ? `${JSON.stringify(verification, null, 2)}\n` : verificationText(verification),
    );
  } finally {
    progress.close();
  }
}

/** The key named; else the test key where a snapshot is accepted; else the project's; else the test key. */
async function trustedKey(args: Arguments, terminal: Terminal): Promise<TrustedKey> {
  const named = args.text("public-key");
  if (named !== undefined) {
    const publicKey = publicKeyFrom(named, { folder: terminal.cwd, from: "--public-key" });
    return { publicKey, origin: "named" };
  }
  if (args.flag("snapshot")) return { publicKey: snapshotPublicKey(), origin: "named" };
  const configured = await projectKey(args, terminal);
  if (configured !== undefined) return { publicKey: configured, origin: "configured" };
  // It holds only for a folder that claims it; of any other the signature is at fault, and is named.
  return { publicKey: snapshotPublicKey(), origin: "assumed" };
}

async function projectKey(args: Arguments, terminal: Terminal): Promise<PublicKey | undefined> {
  try {
    return configuredPublicKey(await projectConfig(args, terminal));
  } catch (error) {
    if (error instanceof Fault && error.code === "config-not-found" && args.text("config") === undefined)
      return undefined;
    throw error;
  }
}
