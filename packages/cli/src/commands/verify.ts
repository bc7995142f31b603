/** `slipway verify` */

import { availableParallelism } from "node:os";
import { resolve } from "node:path";

import type { Env } from "@slipway/build";
import { Fault } from "@slipway/fault";
import type { PublicKey } from "@slipway/manifest";
import {
  configuredPublicKey,
  expectRelease,
  publicKeyFrom,
  snapshotPublicKey,
  type TrustedKey,
  type Verification,
  verifyRelease,
} from "@slipway/release";

import type { Arguments } from "../arguments.ts";
import { startProgress } from "../output/progress.ts";
import { projectConfig } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runVerify(args: Arguments, terminal: Terminal): Promise<void> {
  const [name = ""] = args.positionals;
  const folder = resolve(terminal.cwd, name);
  expectRelease(folder);
  const key = await trustedKey(args, terminal);
  const progress = startProgress(terminal);
  const env: Env = {
    dist: folder,
    variables: terminal.variables,
    signal: terminal.signal,
    concurrency: availableParallelism(),
    clock: () => performance.now(),
    report: progress.report,
  };
  try {
    const verification = await verifyRelease(folder, { key, env });
    terminal.result(
      args.flag("json") ? `${JSON.stringify(verification, null, 2)}\n` : resultText(verification),
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

function resultText(verification: Verification): string {
  const { version, key, snapshot, files, executables, archives, sboms, manifest } = verification;
  return [
    `${version}: all ${files} files hold, signed with key ${key}`,
    executables === 1
      ? "  1 executable is what its name says"
      : `  ${executables} executables are what their names say`,
    archives === 1
      ? "  1 archive is signed and holds the same executables"
      : `  ${archives} archives are signed and hold the same executables`,
    sboms === 1
      ? "  1 SBOM lists exactly these executables"
      : `  ${sboms} SBOMs list exactly these executables`,
    "  the provenance says of each of them what it was made from",
    manifest ? "  latest.json fits the archives and their signatures" : "  there is no latest.json",
    ...(snapshot
      ? ["A snapshot: its test key is public, so this proves that it is whole, not who made it"]
      : []),
    "",
  ].join("\n");
}
