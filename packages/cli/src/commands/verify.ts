/** `slipway verify` */

import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";

import type { Env } from "@slipway/build";
import { Fault } from "@slipway/fault";
import { parseSignature, type PublicKey } from "@slipway/manifest";
import {
  configuredPublicKey,
  publicKeyFrom,
  snapshotPublicKey,
  type Verification,
  verifyRelease,
} from "@slipway/release";

import type { Arguments } from "../arguments.ts";
import { cliFault } from "../faults.ts";
import { startProgress } from "../output/progress.ts";
import { projectConfig } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runVerify(args: Arguments, terminal: Terminal): Promise<void> {
  const [name = ""] = args.positionals;
  const folder = resolve(terminal.cwd, name);
  const { publicKey, snapshot } = await trustedKey(args, { folder, terminal });
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
    const verification = await verifyRelease(folder, { publicKey, env });
    terminal.result(
      args.flag("json")
        ? `${JSON.stringify({ ...verification, snapshot }, null, 2)}\n`
        : resultText(verification, snapshot),
    );
  } finally {
    progress.close();
  }
}

type TrustedKey = { readonly publicKey: PublicKey; readonly snapshot: boolean };

/** The key named, else the project's; the public test key only for a folder that says it is signed with that. */
async function trustedKey(
  args: Arguments,
  options: { readonly folder: string; readonly terminal: Terminal },
): Promise<TrustedKey> {
  const { folder, terminal } = options;
  const named = args.text("public-key");
  if (named !== undefined) return { publicKey: publicKeyFrom(named, terminal.cwd), snapshot: false };
  const testKey = snapshotPublicKey();
  if (claimedKey(folder) === testKey.keyId) return { publicKey: testKey, snapshot: true };
  const configured = await projectKey(args, terminal);
  if (configured !== undefined) return { publicKey: configured, snapshot: false };
  throw cliFault("bad-arguments", {
    message: `Cannot verify "${folder}": no public key to trust is known`,
    hint: "Give the publisher's minisign key: slipway verify FOLDER --public-key KEY",
  });
}

function claimedKey(folder: string): string | undefined {
  try {
    return parseSignature(readFileSync(join(folder, "checksums.txt.minisig"))).keyId;
  } catch {
    // No claim that can be read; what is wrong with the file is told when it is verified.
    return undefined;
  }
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

function resultText(verification: Verification, snapshot: boolean): string {
  const { version, key, files, executables, archives, manifest } = verification;
  return [
    `${version}: all ${files} files hold, signed with key ${key}`,
    `  ${executables} executables are what their names say`,
    `  ${archives} archives are signed and hold the same executables`,
    manifest ? "  latest.json fits the archives and their signatures" : "  there is no latest.json",
    ...(snapshot
      ? ["A snapshot: its test key is public, so this proves that it is whole, not who made it"]
      : []),
    "",
  ].join("\n");
}
