export type { Cpu, ExecutableFacts, ExecutableFormat, Libc, Os, Payload } from "./facts.ts";
export type { ExecutableFaultCode } from "./faults.ts";
export { findBytes, readExecutable } from "./read-executable.ts";
