/** Looks at what was published as a stranger does: from where anybody gets it, with nothing but the public key. */

import type { Env } from "@slipway/build";
import type { Config } from "@slipway/config";
import { Fault } from "@slipway/fault";

import { CHECKSUMS_FILE } from "../plan/plan.ts";
import { releaseAddress, versionAddress } from "../verify/download/release-address.ts";
import { type Problem, untrusted } from "../verify/findings.ts";
import { type ReleasePlace, verifyPlace } from "../verify/release-place.ts";
import type { Verification } from "../verify/verify.ts";
import type { Destination } from "./destination.ts";
import { publishFault } from "./faults.ts";
import type { Patience } from "./limits.ts";
import { projectKey } from "./project-key.ts";
import type { LocalRelease } from "./state.ts";

type Published = { readonly destination: Destination; readonly local: LocalRelease };

export type Verifying = { readonly env: Env; readonly patience: Patience };

/**
 * Downloads and verifies the release, and that it is the very one that was published; nothing of it is started.
 *
 * @throws Fault `published-untrusted`, `published-unproven`.
 */
export async function verifyPublished(
  { config, destination }: { readonly config: Config; readonly destination: Destination },
  local: LocalRelease,
  { env, patience }: Verifying,
): Promise<Verification> {
  try {
    const place = fresh(await publishedPlace(config, { destination, local }));
    const waits = { baseMs: patience.baseMs, idleMs: patience.answerTimeoutMs };
    // What publishes has tokens in its environment, and whatever it starts could read them there.
    const whyNotStarted = `not by what publishes; start them: slipway verify ${destination.verifiable(local)}`;
    const how = { key: projectKey(config), env, start: false, whyNotStarted, patience: waits };
    const found = await verifyPlace(place, how);
    const problems = differences(found, local);
    if (problems.length > 0) throw untrusted(local.tag, problems);
    return found;
  } catch (error) {
    if (!(error instanceof Fault) || error.kind === "interrupted") throw error;
    throw unverified(error, { address: destination.address(local), local });
  }
}

/** Another release that the same key signed, such as an earlier build that a mirror still has, is not this one. */
function differences(found: Verification, { version, checksums }: LocalRelease): readonly Problem[] {
  const texts = [
    ...(found.version === version ? [] : [`it is of version ${found.version}, wanted ${version}`]),
    ...(found.checksums === checksums ? [] : [`its SHA-256 is ${found.checksums}, wanted ${checksums}`]),
  ];
  return texts.map((text) => ({ file: CHECKSUMS_FILE, text }));
}

/** What is not for everybody is looked at with the publisher's token. */
async function publishedPlace(config: Config, published: Published): Promise<ReleasePlace> {
  const { destination, local } = published;
  const own = (await destination.isPublic()) ? undefined : await destination.filesOf(local);
  return own ?? publicPlace(config, published);
}

/** Where people get it; the default of `downloads` says nothing of a folder. */
function publicPlace(
  { destination: place, downloads }: Config,
  { destination, local }: Published,
): ReleasePlace {
  const found = destination.address(local);
  if (place?.kind === "dir" && place.downloads === undefined) return { kind: "folder", folder: found };
  const address = downloads === undefined ? releaseAddress(found) : versionAddress(local.version, downloads);
  return { kind: "address", address };
}

function fresh(place: ReleasePlace): ReleasePlace {
  return place.kind === "folder" ? place : { ...place, address: { ...place.address, isFresh: true } };
}

function unverified(
  cause: Fault,
  { address, local: { tag } }: { readonly address: string; readonly local: LocalRelease },
): Fault {
  const isUntrusted = cause.kind === "untrusted";
  return publishFault(isUntrusted ? "published-untrusted" : "published-unproven", {
    message: `Cannot prove ${tag}, which is published at ${address}: ${cause.message}`,
    details: cause.details,
    hint: isUntrusted
      ? "Warn its users, find out who changed it or serves something else, and publish the next version"
      : "Publish again: nothing is uploaded twice, and what is published is verified",
    cause,
  });
}
