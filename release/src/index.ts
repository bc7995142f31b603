export { type SidecarFile, writeTauriLayout } from "./layout/tauri.ts";
export { planRelease, releaseFiles, type ReleasePlan } from "./plan/plan.ts";
export { type ArtifactEntry, type ReleaseRecord } from "./release-record.ts";
export { release, type Released, type ReleaseInput } from "./release.ts";
export { publicKeyFrom } from "./sign/public-key-text.ts";
export { configuredPublicKey, signingKey, snapshotPublicKey } from "./sign/signing-key.ts";
export { expectRelease } from "./verify/release-folder.ts";
export { type KeyOrigin, type TrustedKey } from "./verify/trusted-list.ts";
export { type Verification, verifyRelease } from "./verify/verify.ts";
