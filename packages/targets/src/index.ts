export {
  DEFAULT_TARGET_IDS,
  executableName,
  isTargetId,
  RUNTIME_TARGET_IDS,
  runtimeTargetsOf,
  targetHint,
  targetNamed,
  targetOf,
} from "./lookup.ts";
export {
  type Cpu,
  type ExecutableFormat,
  type Libc,
  type Os,
  type RuntimeTargetFacts,
  type RuntimeTargetId,
  TARGET_IDS,
  type TargetFacts,
  type TargetId,
  TARGETS,
} from "./table.ts";
