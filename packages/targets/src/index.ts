export { DEFAULT_TARGET_IDS, executableName, isTargetId, targetNamed, targetOf } from "./lookup.ts";
export {
  type Cpu,
  type ExecutableFormat,
  type Libc,
  type Os,
  TARGET_IDS,
  type TargetFacts,
  type TargetId,
  TARGETS,
} from "./table.ts";
