/** What a webhook tells of a run that has ended. */

import type { WebhookEvent } from "./webhook-queue.ts";
import type { Run } from "../store/run-store.ts";

/**
 * The event of a run's end, of type `run.<state>`. It leaves this machine: what the run was started with (arguments,
 * request, folder) and what it wrote stay here, and a receiver that may see them asks for the run by its id. So does
 * the text of an error, which may name them; `command` is the label that the caller gave, or a bare name.
 */
export function runEvent(run: Run): WebhookEvent {
  const endedAtMs = run.endedAtMs ?? run.startedAtMs;
  const body = {
    type: `run.${run.state}`,
    timestamp: timeText(endedAtMs),
    data: {
      id: run.id,
      kind: run.kind,
      command: run.command,
      state: run.state,
      exit_code: run.exitCode,
      signal: run.signal,
      started_at: timeText(run.startedAtMs),
      ended_at: timeText(endedAtMs),
      output_bytes: run.outputBytes,
      output_truncated: run.outputTruncated,
      error: run.error === null ? null : { code: run.error.code },
    },
  };
  return { id: `msg_${Bun.randomUUIDv7("hex", endedAtMs)}`, body: JSON.stringify(body) };
}

function timeText(ms: number): string {
  return new Date(ms).toISOString();
}
