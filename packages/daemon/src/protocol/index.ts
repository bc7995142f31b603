/**
 * What chatty-daemon answers, for those who call it:
 *
 * ```ts
 * const daemon = connect(streams, { peer: daemonProtocol });
 * const { version } = await daemon.call.get_status({});
 * ```
 *
 * A failure comes as an `RpcError`: its `code` is the exit code that a command would end with (`docs/exit-codes.md`),
 * its `data` has `code`, `hint` and `details`. Cancelling `follow_run`, `watch_run` or `verify` ends the waiting and nothing else.
 */

export {
  type AccountView,
  type LoggedIn,
  type LoginParams,
  type LoginResult,
  type LogoutParams,
  type LogoutResult,
  type NextStep,
  type PendingLogin,
  type VerifyParams,
} from "./accounts.ts";
export { type DaemonProtocol, daemonProtocol } from "./protocol.ts";
export {
  type FollowRunParams,
  type ListRunsParams,
  type OutputFile,
  type OutputPiece,
  RUN_STATES,
  type RunId,
  type RunState,
  type RunView,
  type StartHttp,
  type StartProgram,
  type StartRunParams,
} from "./runs.ts";
export { type Notice, type Status, type StatusDetails, type StatusParams } from "./status.ts";
