/** Looks at what was published as a stranger does: from where anybody gets it, with nothing but the public key. */

import type { Env } from "@slipway/build";
import type { Config } from "@slipway/config";
import { Fault } from "@slipway/fault";

import { releasePlace, type ReleasePlace, verifyPlace } from "../verify/release-place.ts";
import type { Verification } from "../verify/verify.ts";
import type { Destination } from "./destination.ts";
import { publishFault } from "./faults.ts";
import type { Patience } from "./limits.ts";
import { projectKey } from "./project-key.ts";
import type { LocalRelease } from "./state.ts";

export type Verifying = { readonly env: Env; readonly patience: Patience };

/**
 * Downloads and verifies the release, and starts what is for this machine.
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
    return await verifyPlace(place, { key: projectKey(config), env, start: true, patience: waits });
  } catch (error) {
    if (!(error instanceof Fault) || error.kind === "interrupted") throw error;
    throw unverified(error, { address: destination.address(local), local });
  }
}

/** What is not for everybody is looked at with the publisher's token. */
async function publishedPlace(
  { root, downloads }: Config,
  { destination, local }: { readonly destination: Destination; readonly local: LocalRelease },
): Promise<ReleasePlace> {
  const own = (await destination.isPublic()) ? undefined : await destination.filesOf(local);
  if (own !== undefined) return own;
  const name = downloads === undefined ? destination.address(local) : destination.verifiable(local);
  return releasePlace(name, { cwd: root, downloads: async () => Promise.resolve(downloads) });
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
