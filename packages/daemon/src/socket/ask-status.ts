/** Asks whoever listens on a socket what it is. */

import { connect, connectSocket } from "@slipway/rpc";

import { type Status, statusProtocol } from "../protocol/status.ts";

/** Undefined when nobody listens there, or says nothing usable within `timeoutMs`. */
export async function askStatus(socket: string, timeoutMs: number): Promise<Status | undefined> {
  try {
    const connection = connect(await connectSocket(socket), {
      peer: statusProtocol,
      limits: { lastAnswersMs: 0 },
    });
    try {
      return await connection.call.get_status({}, { timeoutMs });
    } finally {
      await connection.close();
    }
  } catch {
    return undefined;
  }
}
