export { differencesFrom } from "./compare.ts";
export type { ExecutableFacts, Payload } from "./facts.ts";
export type { ExecutableFaultCode } from "./faults.ts";
export { findBytes, readExecutable } from "./read-executable.ts";
