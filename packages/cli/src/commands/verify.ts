/** `slipway verify` */

import { availableParallelism } from "node:os";

import type { Env } from "@slipway/build";
import { Fault } from "@slipway/fault";
import type { PublicKey } from "@slipway/manifest";
import {
  configuredPublicKey,
  destinationPlace,
  expectRelease,
  publicKeyFrom,
  type ReleasePlace,
  releasePlace,
  snapshotPublicKey,
  taggedVersion,
  type TrustedKey,
  verifyPlace,
} from "@slipway/release";

import type { Arguments } from "../arguments.ts";
import { cliFault } from "../faults.ts";
import { startProgress } from "../output/progress.ts";
import { verificationText } from "../output/verification-text.ts";
import { projectConfig } from "../session.ts";
import type { Terminal } from "../terminal.ts";

export async function runVerify(args: Arguments, terminal: Terminal): Promise<void> {
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
    const place = await placeNamed(args, terminal, env);
    if (place.kind === "folder") expectRelease(place.folder);
    const key = await trustedKey(args, terminal);
    const checksums = wantedChecksums(args);
    const verification = await verifyPlace(place, { key, env, checksums, start: !args.flag("no-run") });
    terminal.result(
      args.flag("json") ? `${JSON.stringify(verification, null, 2)}\n` : verificationText(verification),
    );
  } finally {
    progress.close();
  }
}

/** What lies at the project's destination, or what strangers find under that name. */
async function placeNamed(args: Arguments, terminal: Terminal, env: Env): Promise<ReleasePlace> {
  const [name = ""] = args.positionals;
  const { cwd } = terminal;
  if (!args.flag("draft")) {
    const downloads = async (): Promise<string | undefined> =>
      (await projectConfig(args, terminal)).downloads;
    return releasePlace(name, { cwd, downloads });
  }
  const version = taggedVersion(name);
  if (version !== undefined)
    return destinationPlace(`v${version}`, {
      config: await projectConfig(args, terminal),
      checksums: wantedChecksums(args),
      env,
    });
  throw cliFault("bad-arguments", {
    message: `Cannot use --draft with "${name}": it is no tag`,
    hint: "Name the tag of the draft, e.g. slipway verify v1.2.3 --draft",
  });
}

/** The digest of the very release that is meant. */
function wantedChecksums(args: Arguments): string | undefined {
  const wanted = args.text("checksums");
  if (wanted === undefined || /^[0-9a-f]{64}$/u.test(wanted)) return wanted;
  throw cliFault("bad-arguments", {
    message: `Cannot use --checksums "${wanted}": it is no SHA-256, wanted 64 hexadecimal digits`,
    hint: "Name that of checksums.txt, e.g. of: sha256sum dist/release/checksums.txt",
  });
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
