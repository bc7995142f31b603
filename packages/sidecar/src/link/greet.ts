/** The first call to a sidecar: whether it answers, and whether it is the one that is wanted. */

import { Fault } from "@slipway/fault";
import { type Protocol, RpcError } from "@slipway/rpc";

import { printable } from "../text/excerpt.ts";
import { badAnswerFault, type Evidence, faultWith, stoppedFault, timedOutFault } from "./evidence.ts";

import type { SidecarLimits } from "../limits.ts";
import type { SidecarOptions } from "../options.ts";
import type { Link } from "./link.ts";

/** A link that has not told its version yet. */
export type GreetedLink<P extends Protocol> = Omit<Link<P>, "version">;

export type GreetOptions<P extends Protocol> = Pick<SidecarOptions<P>, "status" | "version"> & {
  readonly limits: Pick<SidecarLimits, "startMs">;
};

/**
 * The version of what was started. What is not wanted is ended before it throws.
 *
 * @throws Fault `sidecar-wrong-version`, `sidecar-bad-answer`, `sidecar-timed-out`, and what the link ended with
 */
export async function greet<P extends Protocol>(
  link: GreetedLink<P>,
  { status, version: wanted, limits }: GreetOptions<P>,
): Promise<string> {
  const { evidence } = link;
  try {
    const { version } = await status(link.connection.call, { timeoutMs: limits.startMs });
    const fits = typeof wanted === "function" ? wanted(version) : wanted === undefined || wanted === version;
    if (!fits) throw wrongVersion(evidence, { version, wanted });
    return version;
  } catch (error) {
    // Nobody had to start the one that listens on a socket.
    const action = evidence.pathIs === "its socket" ? "use" : "start";
    const fault = await explain(error, { link, action, timeMs: limits.startMs });
    link.breakOff(fault ?? stoppedFault(evidence));
    const ended = await link.ended;
    throw fault === undefined ? error : ended;
  }
}

type Explained<P extends Protocol> = {
  readonly link: Pick<GreetedLink<P>, "ended" | "evidence">;
  /** What was attempted, e.g. `start`. */
  readonly action: string;
  /** How long an answer was waited for. */
  readonly timeMs: number;
};

/** A failed call as the fault that says most; undefined for what is no failure of the sidecar. */
export async function explain<P extends Protocol>(
  error: unknown,
  { link, action, timeMs }: Explained<P>,
): Promise<Fault | undefined> {
  const { evidence } = link;
  if (error instanceof RpcError) {
    const flaw = `error ${error.code}, ${printable(error.message)}`;
    return badAnswerFault(evidence, { flaw, cause: error, wanted: "its status is wanted" });
  }
  if (!(error instanceof Fault)) return undefined;
  if (error.code === "rpc-connection-ended") return link.ended;
  if (error.code === "rpc-timed-out") return timedOutFault(evidence, { action, timeMs });
  if (error.code === "rpc-bad-answer") {
    const flaw = error.cause instanceof Error ? error.cause.message : error.message;
    const wanted = "an answer as it is declared is wanted";
    return badAnswerFault(evidence, { flaw: printable(flaw), cause: error, wanted });
  }
  return error;
}

type Versions = { readonly version: string; readonly wanted: unknown };

function wrongVersion(evidence: Evidence, { version, wanted }: Versions): Fault {
  const finding = {
    action: "use",
    found: `"${evidence.path}" has version ${printable(version)}`,
    wanted: typeof wanted === "string" ? `version ${wanted} is wanted` : "one that fits is wanted",
    hint: "Install both from one release; end a shared instance of another version",
  };
  return faultWith("sidecar-wrong-version", finding, evidence);
}
