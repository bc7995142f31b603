/** Everything that can be wrong with the settings of webhooks, by code. No text ever holds the secret. */

import { type Fault, faultsOf, type FaultText } from "@slipway/fault";

const FAULTS = {
  "webhook-url-invalid": "config",
  "webhook-secret-missing": "config",
  "webhook-secret-invalid": "config",
} as const;

export type WebhookFaultCode = keyof typeof FAULTS;

/** Makes a fault of the webhooks. */
export const webhookFault: (code: WebhookFaultCode, text: FaultText) => Fault = faultsOf(FAULTS);
