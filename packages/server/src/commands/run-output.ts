/** What a command that was run by chatty-daemon comes to: the same for programs, scripts, addresses and requests. */

import { RUN_STATES, type RunState, type RunView } from "@chatty/daemon/protocol";
import * as z from "zod";

import { LIMITS } from "../limits.ts";

export type RunOutput = {
  /** Names the run in the history. */
  readonly run: string;
  readonly state: RunState;
  readonly exit_code: number | null;
  readonly signal: string | null;
  readonly output: string;
  readonly output_shortened: boolean;
  readonly output_bytes: number;
  readonly output_truncated: boolean;
  readonly error: RunView["error"];
};

export const runOutputSchema: z.ZodObject = z.strictObject({
  run: z.string().describe("Names the run in the history"),
  state: z.enum(RUN_STATES).describe("exited: it ended by itself, with whatever exit code or HTTP status"),
  exit_code: z.int().nullable().describe("Of a program; of a request its HTTP status"),
  signal: z.string().nullable().describe("Which signal ended it, e.g. SIGKILL"),
  output: z
    .string()
    .describe(
      "What it wrote, stdout and stderr each in its own order, pieces as they arrived; of a request the body",
    ),
  output_shortened: z
    .boolean()
    .describe(
      `Whether the middle of output is left out, as it has more than ${LIMITS.shownOutput} characters; the history has more`,
    ),
  output_bytes: z.int().describe("How much it wrote; of a request with the headers that are kept"),
  output_truncated: z.boolean().describe("Whether the history dropped or lost some of it"),
  error: z
    .strictObject({ code: z.string(), message: z.string(), hint: z.string() })
    .nullable()
    .describe("Why it could not be started, sent or ended"),
});
