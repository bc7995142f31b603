/** What one statement says of the files of a target: what they are and what they were made from. */

import { dateText } from "@slipway/build";
import { type TargetId, TARGETS } from "@slipway/targets";

import packageJson from "../../package.json" with { type: "json" };
import type { ReleasePlan } from "../plan/plan.ts";
import { npmPurl } from "../sbom/package-url.ts";
import type { TargetContent } from "../sbom/target-content.ts";
import { BUILD_TYPE, BUILDER_ID, PREDICATE_TYPE, STATEMENT_TYPE } from "./names.ts";

export type ProvenanceProduct = Pick<
  ReleasePlan,
  "product" | "version" | "repository" | "commit" | "dirty" | "dateSeconds"
>;

export type Subject = { readonly file: string; readonly sha256: string };

/** A thing that went into a build (attestation framework v1, resource descriptor). */
type Resource = {
  readonly uri?: string;
  readonly name?: string;
  readonly digest?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, unknown>>;
};

/** The text of the statement about `subjects`; `content` is what is in their target, undefined for files of none. */
export function statementText(
  subjects: readonly Subject[],
  options: { readonly product: ProvenanceProduct; readonly content: TargetContent | undefined },
): string {
  const { product, content } = options;
  return JSON.stringify({
    _type: STATEMENT_TYPE,
    subject: subjects.map(({ file, sha256 }) => ({ name: file, digest: { sha256 } })),
    predicateType: PREDICATE_TYPE,
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: externalParameters(product, content?.target),
        internalParameters: internalParameters(product, content),
        resolvedDependencies: [...sources(product), ...(content === undefined ? [] : parts(content))],
      },
      // No time and no run: they would differ when the release is made again.
      runDetails: { builder: { id: BUILDER_ID, version: { slipway: packageJson.version } } },
    },
  });
}

/** What whoever makes the release decides; what does not apply is left out. */
function externalParameters(
  product: ProvenanceProduct,
  target: TargetId | undefined,
): Readonly<Record<string, unknown>> {
  return { product: product.product, version: product.version, repository: product.repository, target };
}

function internalParameters(
  product: ProvenanceProduct,
  content: TargetContent | undefined,
): Readonly<Record<string, unknown>> {
  const executables = content?.executables.map(({ app, sources: digest, config }) => [
    app,
    { sources: digest, config },
  ]);
  return {
    date: dateText(product.dateSeconds),
    executables: executables === undefined ? undefined : Object.fromEntries(executables),
  };
}

/** The commit; none outside version control, where the digest of the sources is all there is. */
function sources({ repository, commit, dirty }: ProvenanceProduct): readonly Resource[] {
  if (commit === undefined) return [];
  const place = repository === undefined ? { name: "sources" } : { uri: `git+${repository}@${commit}` };
  const changed = dirty ? { annotations: { dirty: true } } : {};
  return [{ ...place, digest: { gitCommit: commit }, ...changed }];
}

/** The runtimes, as the one file of their package that is used, and the bundled packages. */
function parts(content: TargetContent): readonly Resource[] {
  const runtimes = content.runtimes.map(({ target, version, sha256 }) => {
    const { runtimePackage, suffix } = TARGETS[target];
    return { uri: `${npmPurl({ name: runtimePackage, version })}#bin/bun${suffix}`, digest: { sha256 } };
  });
  return [...runtimes, ...content.packages.map((pack) => ({ uri: npmPurl(pack) }))];
}
