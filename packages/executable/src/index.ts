export { codeDigest } from "./code-signature/code-digest.ts";
export { readMachOSignature } from "./code-signature/read-macho-signature.ts";
export { signAdHoc, type SignOptions } from "./code-signature/sign-ad-hoc.ts";
export { differencesFrom } from "./compare.ts";
export type {
  ExecutableFacts,
  ExecutableLayout,
  Payload,
  Region,
  SignatureState,
  SliceFacts,
  SliceLayout,
  UniversalFacts,
  WindowsFacts,
  WindowsIcon,
} from "./facts.ts";
export type { ExecutableFaultCode } from "./faults.ts";
export { type Inspection, inspectExecutable, type SliceInspection } from "./inspect-executable.ts";
export { type PayloadContents, type PayloadModule, sizeOf } from "./payload-contents.ts";
export { findBytes, readExecutable, readLayout } from "./read-executable.ts";
export { sectionAt, sectionsAt } from "./section-at.ts";
export { joinUniversal, type SliceFile } from "./universal/join-universal.ts";
