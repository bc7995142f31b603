export { expectPrinters } from "./completions/printed-texts.ts";
export { type PrintedFile, type PrintedKind } from "./completions/printed-files.ts";
export { type SidecarFile, writeTauriLayout } from "./layout/tauri.ts";
export { type NotedRelease, notesInput } from "./notes/notes-input.ts";
export { recordedArtifacts } from "./notes/recorded-artifacts.ts";
export { type NotesInput, type ReleaseNotes, releaseNotes } from "./notes/release-notes.ts";
export { releaseIdentity } from "./plan/identity.ts";
export { planRelease, releaseFiles, type ReleasePlan, skippedFiles } from "./plan/plan.ts";
export { expectTag } from "./plan/tagged-commit.ts";
export {
  checkProvenance,
  type CheckedProvenance,
  type ProvenanceExpectation,
} from "./provenance/check-provenance.ts";
export { destinationPlace } from "./publish/destination-place.ts";
export { publish, type Published, type PublishOptions } from "./publish/publish.ts";
export { publishNotes } from "./publish/publish-notes.ts";
export type { PublishStep } from "./publish/publish-steps.ts";
export { type ArtifactEntry, type ReleaseRecord } from "./release-record.ts";
export { release, type Released, type ReleaseInput } from "./release.ts";
export { publicKeyFrom } from "./sign/public-key-text.ts";
export type { PublishedSignatures, SigningMeans } from "./sign/published-signatures.ts";
export { configuredPublicKey, signingKey, snapshotPublicKey } from "./sign/signing-key.ts";
export { expectSecondPlace, releaseTwice, type Twice, type TwiceInput } from "./twice/release-twice.ts";
export type { Claim } from "./verify/claims.ts";
export { taggedVersion } from "./verify/download/release-address.ts";
export { expectRelease } from "./verify/release-folder.ts";
export { type ReleasePlace, releasePlace, verifyPlace } from "./verify/release-place.ts";
export { type KeyOrigin, type TrustedKey } from "./verify/trusted-list.ts";
export { type Verification, verifyRelease } from "./verify/verify.ts";
