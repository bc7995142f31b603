export { build, type BuildInput } from "./build.ts";
export { jobsAtOnce } from "./concurrency.ts";
export { type Env, type JobName, type ProgressEvent, workFolder } from "./env.ts";
export { sha256File, sha256Text } from "./hash-file.ts";
export { configDigest } from "./config-digest.ts";
export { hostTarget } from "./host.ts";
export { withLock } from "./lock.ts";
export { type BuildJob, type BuildPlan, jobName, planBuild, type Selection } from "./plan.ts";
export {
  type BuildRecord,
  type ExecutableEntry,
  readBuildRecord,
  writeBuildRecord,
} from "./record/build-record.ts";
export { lastLines } from "./run-process.ts";
export { bringRuntimes, pinsOf, type Runtime } from "./runtimes/bring.ts";
export { parseChecksums, renderChecksums } from "./runtimes/checksums.ts";
export { type PinChange, pinRuntimes } from "./runtimes/pin.ts";
export { OWN_PINS, type Pins, readPin, type RuntimePin, runtimeFile } from "./runtimes/pins.ts";
export { type SmokeResult } from "./smoke/smoke.ts";
export { smokeBuilt } from "./smoke/smoke-built.ts";
export { readSources, type Sources } from "./sources/sources.ts";
export { eachJob, orInterrupted, step, throwIfInterrupted } from "./step.ts";
export { writeWhole } from "./write-file.ts";
