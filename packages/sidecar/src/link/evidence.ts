/** What is known of a sidecar when something goes wrong: its name, its last output, its last log lines; and the faults. */

import { Fault } from "@slipway/fault";

import { excerptOf } from "../text/excerpt.ts";
import { type SidecarFaultCode, sidecarFault } from "../faults.ts";

import type { SidecarLimits } from "../limits.ts";
import type { LogLines } from "../text/log-lines.ts";
import type { Received } from "../text/received.ts";

export type Evidence = {
  readonly name: string;
  /** An executable, a source or a socket. */
  readonly path: string;
  readonly pathIs: "what was started" | "its socket";
  readonly log: Pick<LogLines, "last">;
  readonly received: Pick<Received, "suspect">;
  readonly limits: Pick<SidecarLimits, "excerptBytes">;
};

/** What was found and what is wanted instead. */
type Finding = {
  readonly action: string;
  readonly found: string;
  readonly wanted: string;
  readonly hint: string;
  readonly cause?: unknown;
};

/** How a process ended. */
export type Exit = { readonly exitCode: number | null; readonly signal: string | number | null };

/** A fault with all that is known. */
export function faultWith(
  code: SidecarFaultCode,
  { action, found, wanted, hint, cause }: Finding,
  { name, path, pathIs, log }: Evidence,
): Fault {
  return sidecarFault(code, {
    message: `Cannot ${action} "${name}": ${found}, ${wanted}`,
    details: [`${path}: ${pathIs}`, ...log.last().map((line) => `log: ${line}`)],
    hint,
    cause,
  });
}

export type BadAnswer = {
  /** What is wrong with what came. */
  readonly flaw: string;
  readonly cause?: unknown;
  /** What should have come. */
  readonly wanted?: string;
};

const A_MESSAGE = "a JSON-RPC message in one line is wanted";

export function badAnswerFault(evidence: Evidence, { flaw, cause, wanted = A_MESSAGE }: BadAnswer): Fault {
  const came = excerptOf(evidence.received.suspect(), { maxBytes: evidence.limits.excerptBytes });
  const finding = {
    action: "understand",
    found: `${came} came (${flaw})`,
    wanted,
    hint: "Check that this is the sidecar and that it writes nothing else to standard output",
    cause,
  };
  return faultWith("sidecar-bad-answer", finding, evidence);
}

export function timedOutFault(
  evidence: Evidence,
  { action, timeMs }: { readonly action: string; readonly timeMs: number },
): Fault {
  const finding = {
    action,
    found: `it did not answer in ${timeMs} ms`,
    wanted: "an answer is wanted",
    hint:
      evidence.pathIs === "its socket"
        ? hintForHanging(evidence.path)
        : "Look at its log, and give it more time when the machine is busy",
  };
  return faultWith("sidecar-timed-out", finding, evidence);
}

/** Of one that somebody else has started nothing is known but its socket. */
function hintForHanging(socket: string): string {
  return `Look at its log, and give it more time when the machine is busy; if it hangs, end its process, which is told by: lsof "${socket}"`;
}

/** `isStarting`: no answer had come yet. */
export function diedFault(
  evidence: Evidence,
  { exit, isStarting }: { readonly exit: Exit; readonly isStarting: boolean },
): Fault {
  const came = evidence.received.suspect();
  const shown = excerptOf(came, { maxBytes: evidence.limits.excerptBytes });
  const finding = {
    action: isStarting ? "start" : "go on with",
    found: `it ended with ${exitText(exit)}${isStarting && came.length > 0 ? `, ${shown} came` : ""}`,
    wanted: isStarting ? "an answer is wanted" : "a running one is wanted",
    hint: hintFor(exit),
  };
  return faultWith(isStarting ? "sidecar-died-at-start" : "sidecar-died", finding, evidence);
}

function exitText({ exitCode, signal }: Exit): string {
  return signal === null ? `exit code ${exitCode}` : `signal ${signal}`;
}

function hintFor({ signal }: Exit): string {
  return signal === "SIGKILL"
    ? "Somebody killed it; when nobody did, the machine may be out of memory"
    : "Look at its log, and run it by itself";
}

/** The connection failed by itself: whoever is on the other side may be well. */
export function brokenFault(
  evidence: Evidence,
  { cause, isStarting }: { readonly cause: unknown; readonly isStarting: boolean },
): Fault {
  const finding = {
    action: isStarting ? "start" : "go on with",
    found: `the connection to it failed (${cause instanceof Error ? cause.message : String(cause)})`,
    wanted: "one that is open is wanted",
    hint: cause instanceof Fault ? cause.hint : "Look at its log",
    cause,
  };
  return faultWith(isStarting ? "sidecar-died-at-start" : "sidecar-died", finding, evidence);
}

/** The shell that ends it when this process is killed could not be started. */
export function unwatchedFault(evidence: Evidence, cause: unknown): Fault {
  const finding = {
    action: "start",
    found: `"/bin/sh", which ends it when this process is killed, cannot be run (${cause instanceof Error ? cause.message : String(cause)})`,
    wanted: "a shell is wanted",
    hint: "Install a shell as /bin/sh, or free processes and open files",
    cause,
  };
  return faultWith("sidecar-not-executable", finding, evidence);
}

/** It was ended on purpose while something was wanted of it. */
export function stoppedFault(evidence: Evidence): Fault {
  const finding = {
    action: "go on with",
    found: "it was stopped",
    wanted: "a running one is wanted",
    hint: "Start it again",
  };
  return faultWith("sidecar-stopped", finding, evidence);
}
