/** Performs a request of an account's kind, one of a run and a webhook, with the proxy that the environment names: `… URL`. */

import { RUN_LIMITS } from "../../runs/limits.ts";
import { runControl } from "../../runs/run-control.ts";
import { runRequest } from "../../runs/run-request.ts";
import { sendEvent } from "../../webhooks/send-event.ts";
import { webhookTarget } from "../../webhooks/webhook-target.ts";
import { boundedFetch } from "../bounded-fetch.ts";

const url = process.argv[2] ?? "";
const { status } = await boundedFetch()(url);
const recorder = {
  add: () => undefined,
  cut: () => {},
  close: () => Promise.resolve(),
  outputBytes: () => 0,
  isTruncated: () => false,
  readableBytes: () => 0,
  isOver: () => false,
  changed: () => Promise.resolve(),
};
const spec = { kind: "http", url } as const;
const run = { spec, control: runControl(), recorder, limits: RUN_LIMITS, authorize: undefined };
const { exitCode } = await runRequest(run);
const target = webhookTarget({
  CHATTY_WEBHOOK_URL: url,
  CHATTY_WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
});
if (target === undefined) throw new Error("no target");
const outcome = await sendEvent(
  { id: "msg_1", body: "{}" },
  { target, userAgent: "test", nowMs: 0, timeoutMs: 5000, stop: new AbortController().signal },
);
process.stdout.write(`${status} ${exitCode} ${outcome.kind}`);
