/** Keeps count of the requests of one client that are still to be answered. */

import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
} from "@modelcontextprotocol/server";

import type { JSONRPCMessage, RequestId } from "@modelcontextprotocol/server";
import type { Calls } from "./calls.ts";

export type PendingRequests = {
  readonly received: (message: JSONRPCMessage) => void;
  readonly sent: (message: JSONRPCMessage) => void;
  readonly has: (id: RequestId) => boolean;
  readonly size: () => number;
  /** Counts none of them any more: the client has gone. */
  readonly close: () => void;
};

/** Each of them is one of `calls` until it is answered or cancelled. */
export function createPendingRequests(calls: Calls): PendingRequests {
  const pending = new Map<RequestId, () => void>();
  function settle(id: RequestId | undefined): void {
    if (id === undefined) return;
    pending.get(id)?.();
    pending.delete(id);
  }
  return {
    received(message) {
      // A subscription is answered when it ends, which is when the connection does.
      if (isJSONRPCRequest(message) && message.method !== "subscriptions/listen") {
        // Two under one id are one: nobody could tell their answers apart.
        if (!pending.has(message.id)) pending.set(message.id, calls.begin());
      }
      settle(cancelledId(message));
    },
    sent(message) {
      if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) settle(message.id);
    },
    has: (id) => pending.has(id),
    size: () => pending.size,
    close() {
      for (const id of pending.keys()) settle(id);
    },
  };
}

/** The id of the request that a message cancels, if it does. */
export function cancelledId(message: JSONRPCMessage): RequestId | undefined {
  if (!isJSONRPCNotification(message) || message.method !== "notifications/cancelled") return undefined;
  const id = message.params?.["requestId"];
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}
