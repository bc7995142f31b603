/** Publishes as workflows do: the draft, a look at it, and the rest with the proof at the end. */

import type { Env, ProgressEvent } from "@slipway/build";
import type { Config } from "@slipway/config";
import { caught } from "@slipway/testkit";

import { verifyPlace } from "../../verify/release-place.ts";
import type { Verification } from "../../verify/verify.ts";
import { destinationPlace } from "../destination-place.ts";
import { projectKey } from "../project-key.ts";
import { publish, type Published } from "../publish.ts";
import { NO_PATIENCE, type Publishable, publishOptions } from "./publishable-release.ts";

/** All three, one after the other. */
export async function publishInStages(config: Config, env: Env): Promise<Published> {
  await publish(publishOptions(config, { isDraftOnly: true }), env);
  await verifyDraft(config, env);
  return publish(publishOptions(config), env);
}

/** Publishes, and is interrupted when it begins to verify what people get. */
export async function publishUnproven({ options, env }: Pick<Publishable, "options" | "env">): Promise<void> {
  const abort = new AbortController();
  let isPublished = false;
  const report = (event: ProgressEvent): void => {
    env.report(event);
    if (event.kind !== "step-start") return;
    isPublished ||= event.step === "publishing";
    if (isPublished && event.step === "checking digests") abort.abort();
  };
  const fault = await caught(async () => publish(options, { ...env, signal: abort.signal, report }));
  if (fault.code !== "interrupted") throw fault;
}

/** Verifies what lies at the destination, as `slipway verify v1.2.3 --draft` does. */
export async function verifyDraft(config: Config, env: Env): Promise<Verification> {
  const place = await destinationPlace("v1.2.3", { config, env, patience: NO_PATIENCE });
  return verifyPlace(place, { key: projectKey(config), env, start: false });
}
