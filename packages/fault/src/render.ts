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
  return lines.map(withoutControls).join("\n");
}

/** The exit code a command ends with after `error`. */
export function exitCodeOf(error: unknown): number {
  return asFault(error).exitCode;
}

/** Names and texts from outside must not move the cursor or colour the line they stand in. */
function withoutControls(line: string): string {
  // oxlint-disable-next-line eslint/no-control-regex -- control characters are what it looks for
  return line.replaceAll(/[\u0000-\u001f\u007f-\u009f]/gu, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
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
