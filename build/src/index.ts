export { build, type BuildInput } from "./build.ts";
export {
  auditBuilt,
  type AuditReport,
  type Vulnerability,
  vulnerableFault,
} from "./bundled/audit/audit-built.ts";
export { type BundledPackage, type LicenseText, packageId } from "./bundled/bundled-package.ts";
export { readLicenseText } from "./bundled/license-texts.ts";
export { type JsonObject, objectOf, parseObject } from "./bundled/package-json.ts";
export { compileExecutable } from "./compile/compile.ts";
export { jobsAtOnce } from "./concurrency.ts";
export { type Env, type JobName, type ProgressEvent, workFolder } from "./env.ts";
export { sha256File, sha256Text } from "./hash-file.ts";
export { configDigest } from "./config-digest.ts";
export { hostTarget } from "./host.ts";
export { dateText, type Identity } from "./identity.ts";
export { checkExecutable } from "./inspect/check.ts";
export { joinSlices } from "./join-slices.ts";
export type { Made } from "./make.ts";
export { withLock } from "./lock.ts";
export { expectBuilt } from "./merge/expect-built.ts";
export { mergeBuilds } from "./merge/merge-builds.ts";
export {
  type BuildJob,
  type BuildPlan,
  type CompileJob,
  jobName,
  planBuild,
  reducedPlan,
  type Selection,
} from "./plan.ts";
export { type DeclaredText, declaredTexts, type PrintedKind } from "./printed/declared-texts.ts";
export { findPrinted, keepPrinted, type PrintedText } from "./printed/recorded-texts.ts";
export {
  type BuildRecord,
  type ExecutableEntry,
  readBuildRecord,
  writeBuildRecord,
} from "./record/build-record.ts";
export { lastLines, type ProcessResult, runProcess } from "./run-process.ts";
export { bringRuntimes, pinsOf, type Runtime } from "./runtimes/bring.ts";
export { parseChecksums, renderChecksums } from "./runtimes/checksums.ts";
export { type PinChange, pinRuntimes } from "./runtimes/pin.ts";
export { OWN_PINS, type Pins, readPin, type RuntimePin, runtimeFile } from "./runtimes/pins.ts";
export { cleanVariables } from "./smoke/clean-variables.ts";
export { isWhollyRun, type SmokeResult } from "./smoke/smoke-result.ts";
export { smokeBuilt } from "./smoke/smoke-built.ts";
export { askGit, type GitAnswer, type GitQuestion, isCheckout, isIgnored } from "./sources/git.ts";
export { readSources, type Sources } from "./sources/sources.ts";
export { macosIdentifier } from "./stamp/macos-identifier.ts";
export type { Signer } from "./stamp/sign-command.ts";
export { stampRuntime } from "./stamp/stamp-runtime.ts";
export { eachJob, orInterrupted, step, throwIfInterrupted } from "./step.ts";
export { withThreads } from "./threads/with-threads.ts";
export type { WholeFile } from "./threads/whole-file.ts";
export { inTemporaryFolder } from "./temporary-folder.ts";
export { writeWhole } from "./write-file.ts";
