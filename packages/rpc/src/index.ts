/**
 * JSON-RPC 2.0, one message a line, on any pair of byte streams. Declare methods once; both sides have their types,
 * their checks and a JSON schema from it, and either side may call the other.
 *
 * ```ts
 * const clock = { add_hours: method({ params: object({ hours: integer() }), result: object({ hour: integer() }) }) };
 * const [here, there] = streamPair();
 * const server = connect(here, { serve: implement(clock, { add_hours: ({ hours }) => ({ hour: hours % 24 }) }) });
 * const client = connect(there, { peer: clock });
 * const { hour } = await client.call.add_hours({ hours: 25 }, { timeoutMs: 1000 });
 * console.log(hour); // 1
 * await client.close();
 * console.log((await server.ended).kind); // input-ended
 * ```
 *
 * - What is promised about order stands in `connection.ts`, every bound in `limits.ts`, every way a call can fail in
 *   `faults.ts` and `rpc-error.ts` (with the range of codes that applications may use).
 * - Cancellation is the notification `$/cancelRequest` `{ id }`, progress the notification `$/progress`
 *   `{ token, value }` whose token is the id of the request.
 * - Params are read exactly; results and progress may have members that this side does not know, they are left out.
 * - A request may come without `jsonrpc`; everything else is as the specification has it.
 * - Text with many line ends and quotes costs ten times what plain text does, to write as JSON. Where the speed of
 *   bulk data matters send it as base64 in a `string()`: that is the faster way for text as well.
 */

export { Fault } from "@slipway/fault";

export { connect, type ConnectOptions } from "./connect.ts";
export type { Calls, CallOptions, Connection, Ending, Notifies } from "./connection.ts";
export { rpcFault, type RpcFaultCode } from "./faults.ts";
export {
  type CallContext,
  type Handler,
  type Handlers,
  implement,
  type NotificationHandler,
  type Served,
  type ServedMethod,
} from "./implement.ts";
export type { Json, JsonObject } from "./json.ts";
export { type Limits, LIMITS } from "./limits.ts";
export {
  type Declaration,
  type Method,
  method,
  type MethodName,
  type Notification,
  notification,
  type NotificationName,
  type ParamsOf,
  type ProgressOf,
  type Protocol,
  protocolSchema,
  type ResultOf,
} from "./protocol.ts";
export { type ErrorSource, RPC_ERRORS, RpcError, type RpcErrorName, standardError } from "./rpc-error.ts";
export {
  array,
  type NoMembers,
  nullable,
  object,
  type ObjectOf,
  optional,
  type Optional,
  record,
  variants,
} from "./shapes/compounds.ts";
export { boolean, integer, json, nothing, number, oneOf, string } from "./shapes/scalars.ts";
export { type Reader, type Shape, ShapeError, type TypeOf } from "./shapes/shape.ts";
export type { ByteStreams } from "./streams/byte-streams.ts";
export { connectSocket, listenOnSocket, type SocketServer } from "./streams/sockets.ts";
export { stdioStreams } from "./streams/stdio.ts";
export { streamPair } from "./streams/stream-pair.ts";
export { type StreamsOfOptions, streamsOf, type TextSink } from "./streams/web-streams.ts";
