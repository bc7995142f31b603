/** `slipway/sidecar`: what an app starts its sidecar with. */

export * from "@slipway/sidecar";
