/** Keeps count of the requests that are still to be answered. */

import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
} from "@modelcontextprotocol/server";

import type { JSONRPCMessage } from "@modelcontextprotocol/server";

export type PendingRequests = {
  readonly received: (message: JSONRPCMessage) => void;
  readonly sent: (message: JSONRPCMessage) => void;
  /** Resolves as soon as nothing is left to be answered. */
  readonly none: () => Promise<void>;
};

export function createPendingRequests(): PendingRequests {
  const ids = new Set<unknown>();
  let waiting: (() => void)[] = [];

  function settle(id: unknown): void {
    ids.delete(id);
    if (ids.size > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  }

  return {
    received(message) {
      // A subscription is answered when it ends, which is when the connection does.
      if (isJSONRPCRequest(message) && message.method !== "subscriptions/listen") ids.add(message.id);
      if (isJSONRPCNotification(message) && message.method === "notifications/cancelled") {
        settle(message.params?.["requestId"]);
      }
    },
    sent(message) {
      if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) settle(message.id);
    },
    none() {
      return ids.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
    },
  };
}
