/** Step: `provenance.intoto.jsonl`, a signed statement for each target and one for the files of no target. */

import type { TargetId } from "@slipway/targets";

import { CHECKSUMS_FILE, SIGNATURE_SUFFIX } from "../plan/plan.ts";
import type { TargetContent } from "../sbom/target-content.ts";
import type { SigningMeans } from "../sign/published-signatures.ts";
import { sealEnvelope } from "./dsse.ts";
import { PROVENANCE_FILE } from "./names.ts";
import { type ProvenanceProduct, statementText, type Subject } from "./statement.ts";

export type ProvenanceInput = {
  readonly product: ProvenanceProduct;
  /** Every file of the release that is there by then; what `isAttested` refuses is left out. */
  readonly artifacts: readonly (Subject & { readonly target: TargetId | null })[];
  /** What is in each target of the release. */
  readonly contents: readonly TargetContent[];
  readonly key: SigningMeans;
};

/**
 * The text of the provenance: every attested artifact is in exactly one statement. The same input gives the same
 * text, whenever and wherever it is made.
 */
export function provenanceText(input: ProvenanceInput): string {
  const { product, contents, key } = input;
  const targets = new Set(contents.map(({ target }) => target));
  const attested = input.artifacts
    .filter(({ file }) => isAttested(file))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1));
  const groups = [
    ...contents.map((content) => ({
      content,
      subjects: attested.filter(({ target }) => target === content.target),
    })),
    {
      content: undefined,
      subjects: attested.filter(({ target }) => target === null || !targets.has(target)),
    },
  ];
  return groups
    .filter(({ subjects }) => subjects.length > 0)
    .map(({ content, subjects }) => `${sealEnvelope(statementText(subjects, { product, content }), key)}\n`)
    .join("");
}

/**
 * Whether provenance speaks of a file. Signatures, checksums and the provenance itself are no product of the build:
 * they are statements about it, and all but the signatures come after the provenance.
 */
export function isAttested(file: string): boolean {
  return file !== PROVENANCE_FILE && file !== CHECKSUMS_FILE && !file.endsWith(SIGNATURE_SUFFIX);
}
