export { assemble, type AssembleInput } from "./assemble.ts";
export { type SidecarFile, writeTauriLayout } from "./layout/tauri.ts";
export { releaseIdentity, shortCommit } from "./plan/identity.ts";
export { planRelease, releaseFiles, type ReleasePlan } from "./plan/plan.ts";
export { type ArtifactEntry, type ReleaseRecord } from "./release-record.ts";
export { release, type Released, type ReleaseInput } from "./release.ts";
export { type Verification, verifyRelease } from "./verify/verify.ts";
export { configuredPublicKey, publicKeyFrom, signingKey, snapshotPublicKey } from "./sign/signing-key.ts";
