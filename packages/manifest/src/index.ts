export { MANIFEST_FAULTS, type ManifestFaultCode } from "./faults.ts";
export { parseLatest, renderLatest } from "./latest.ts";
export type { Latest, LatestPlatform } from "./latest-types.ts";
export { generateKeyPair } from "./minisign/generate.ts";
export {
  parsePublicKey,
  type PublicKey,
  renderPublicKey,
  renderPublicKeyLine,
} from "./minisign/public-key.ts";
export {
  parseSecretKey,
  type RandomBytes,
  renderSecretKey,
  type RenderSecretKeyOptions,
  type SecretKey,
} from "./minisign/secret-key.ts";
export { signDigest, type SignDigestOptions } from "./minisign/sign.ts";
export { signBytes, verifyBytes } from "./minisign/sign-bytes.ts";
export { parseSignature, type Signature } from "./minisign/signature.ts";
export {
  parseTrustedComment,
  type ReleaseComment,
  renderTrustedComment,
  type TrustedComment,
} from "./minisign/trusted-comment.ts";
export { isCanonical, verifySignature, type VerifySignatureOptions } from "./minisign/verify.ts";
export { tauriPublicKey, tauriSignature } from "./tauri.ts";
export type { FileText } from "./text.ts";
export { isVersion } from "./version.ts";
