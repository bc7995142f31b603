/** Publishes as workflows do: the draft, a look at it, and the rest with the proof at the end. */

import type { Env } from "@slipway/build";
import type { Config } from "@slipway/config";

import { verifyPlace } from "../../verify/release-place.ts";
import type { Verification } from "../../verify/verify.ts";
import { destinationPlace } from "../destination-place.ts";
import { projectKey } from "../project-key.ts";
import { publish, type Published } from "../publish.ts";
import { NO_PATIENCE, publishOptions } from "./publishable-release.ts";

/** All three, one after the other. */
export async function publishInStages(config: Config, env: Env): Promise<Published> {
  await publish(publishOptions(config, { isDraftOnly: true }), env);
  await verifyDraft(config, env);
  return publish(publishOptions(config, { verify: true }), env);
}

/** Verifies what lies at the destination, as `slipway verify v1.2.3 --draft` does. */
export async function verifyDraft(config: Config, env: Env): Promise<Verification> {
  const place = await destinationPlace("v1.2.3", { config, env, patience: NO_PATIENCE });
  return verifyPlace(place, { key: projectKey(config), env, start: false });
}
