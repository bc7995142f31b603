/** Step: the text of `latest.json`, once, from the complete set of signatures. */

import { renderLatest, tauriSignature } from "@slipway/manifest";

import { dateText } from "@slipway/build";
import type { ReleasePlan } from "./plan/plan.ts";

/** The manifest's text; `signatures` holds the text of every archive's signature by the archive's name. */
export function manifestText(
  plan: ReleasePlan & { readonly manifest: { readonly kind: "write" } },
  signatures: ReadonlyMap<string, string>,
): string {
  const platforms = plan.manifest.platforms.map(({ key, archive, url }) => {
    const signature = signatures.get(archive);
    if (signature === undefined) throw new Error(`"${archive}" was not signed before the manifest`);
    return [key, { url, signature: tauriSignature(signature) }] as const;
  });
  return renderLatest({
    version: plan.version,
    notes: `${plan.product} ${plan.version}`,
    pub_date: dateText(plan.dateSeconds),
    platforms: Object.fromEntries(platforms),
  });
}
