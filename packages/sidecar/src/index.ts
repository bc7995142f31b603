/**
 * Sidecars: executables that lie beside an app and do a part of its work. Found, started, checked, watched, talked to over
 * JSON-RPC, and ended, with an error that helps for whatever goes wrong.
 */

export { Fault } from "@slipway/fault";

export { connectSidecar, type ConnectOptions } from "./connect-sidecar.ts";
export { sidecarFault, type SidecarFaultCode } from "./faults.ts";
export { findSidecar, type FindOptions, type FoundSidecar, pathVariable } from "./find/find-sidecar.ts";
export { type Host, thisHost } from "./host.ts";
export { cleanEnvironment, type EnvironmentOptions } from "./launch/clean-environment.ts";
export { LIMITS, type SidecarLimits } from "./limits.ts";
export type { RunningSidecar, Sidecar, SidecarEvent, SidecarOptions, StopResult } from "./options.ts";
export { startSidecar, type StartOptions } from "./start-sidecar.ts";
