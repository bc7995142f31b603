/** The one place where a failure becomes text for a terminal or JSON. */

import { Fault } from "./fault.ts";

export type FaultJson = {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly details: readonly string[];
  readonly exitCode: number;
};

/** What `--json` prints for a failure. */
export function faultToJson(error: unknown): FaultJson {
  const fault = asFault(error);
  const { code, message, hint, details, exitCode } = fault;
  return { code, message, hint, details, exitCode };
}

/** The lines a terminal shows: the message, its details, the next move. No stack trace. */
export function faultToText(error: unknown): string {
  const fault = asFault(error);
  const lines = [`error: ${fault.message}`, ...fault.details.map((detail) => `  ${detail}`)];
  if (fault.hint !== "") lines.push(`  → ${fault.hint}`);
  return lines.join("\n");
}

/** The exit code a command ends with after `error`. */
export function exitCodeOf(error: unknown): number {
  return asFault(error).exitCode;
}

/** Anything that is not a `Fault` is a bug here; its message and first own frame go into the report. */
function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const thrown = error instanceof Error ? error : new Error(String(error));
  return new Fault("internal", "internal", {
    message: `Slipway has a bug: ${thrown.message}`,
    details: firstFrame(thrown),
    hint: "Run it again with SLIPWAY_DEBUG=1 for the stack trace and report it with the command you ran",
    cause: error,
  });
}

function firstFrame(error: Error): readonly string[] {
  const frame = error.stack?.split("\n").find((line) => line.trimStart().startsWith("at "));
  if (frame === undefined) return [];
  return [frame.trim().replaceAll(/\/[^\s():]*\/(?=packages\/|build\/|release\/)/gu, "")];
}
