/** `slipway/rpc`: typed methods over JSON-RPC between an app and its sidecar. */

export * from "@slipway/rpc";
