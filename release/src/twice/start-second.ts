/** Starts the second release and follows it to its end. */

import { join } from "node:path";

import { type Env, lastLines, type ProgressEvent, throwIfInterrupted } from "@slipway/build";
import type { FaultJson } from "@slipway/fault";

import type { Circumstances } from "./circumstances.ts";
import { twiceFault } from "./faults.ts";
import type { ConfigValues } from "./config-differences.ts";
import type { SecondMessage, SecondRequest } from "./second-request.ts";
import type { Seen } from "./varied.ts";

const SECOND_RUN = join(import.meta.dirname, "second-run.ts");
/** It ends with this process; it installs nothing, and reads no settings that this process did not hand on. */
const FLAGS = ["--no-install", "--no-env-file", "--no-orphans"];

type SecondProcess = Bun.Subprocess<Blob, "pipe", "pipe">;

/**
 * Makes the release that is asked for in a process of its own; returns the configuration and the clock as they were
 * there.
 *
 * @throws Fault `second-release-failed`, `no-room-for-second`, `not-reproducible` of what is signed; `interrupted`.
 */
export async function runSecond(
  request: SecondRequest,
  options: {
    readonly circumstances: Circumstances;
    /** The variables the signing key comes in; on no command line and in no file. */
    readonly secrets: Readonly<Record<string, string | undefined>>;
    readonly env: Env;
    readonly announce: (processId: number) => void;
  },
): Promise<{ readonly config: ConfigValues; readonly seen: Seen }> {
  const { circumstances, env } = options;
  throwIfInterrupted(env);
  const child: SecondProcess = Bun.spawn([process.execPath, ...FLAGS, SECOND_RUN], {
    cwd: request.root,
    env: { ...circumstances.variables, ...options.secrets },
    stdin: new Blob([JSON.stringify(request)]),
    stdout: "pipe",
    stderr: "pipe",
    // Ctrl-C reaches it through us alone, so that it is told once.
    detached: process.platform !== "win32",
  });
  options.announce(child.pid);
  function stop(): void {
    child.kill("SIGTERM");
  }
  env.signal.addEventListener("abort", stop, { once: true });
  if (env.signal.aborted) stop();
  try {
    const [said, log] = await Promise.all([follow(child, env), new Response(child.stderr).text()]);
    await child.exited;
    throwIfInterrupted(env);
    if (said.fault !== undefined) throw failure(said.fault);
    if (said.done && said.seen !== undefined) return { config: said.config, seen: said.seen };
    throw crash(child, log);
  } finally {
    env.signal.removeEventListener("abort", stop);
  }
}

type Said = {
  readonly done: boolean;
  readonly fault: FaultJson | undefined;
  readonly config: ConfigValues;
  readonly seen: Seen | undefined;
};

async function follow(child: SecondProcess, env: Env): Promise<Said> {
  let said: Said = { done: false, fault: undefined, config: {}, seen: undefined };
  for await (const message of messagesOf(child.stdout)) {
    if (message.kind === "started") {
      const { nowMs, timeZone } = message;
      said = { ...said, seen: { aheadMs: nowMs - Date.now(), timeZone } };
    }
    if (message.kind === "event") reportStep(message.event, env);
    if (message.kind === "config") said = { ...said, config: message.values };
    if (message.kind === "done") said = { ...said, done: true };
    if (message.kind === "failed") said = { ...said, fault: message.fault };
  }
  return said;
}

/** A step of the second release is one line: its jobs have the names of the first one's. */
function reportStep(event: ProgressEvent, env: Env): void {
  if (event.kind === "step-start") env.report({ ...event, step: secondTime(event.step), jobs: [] });
  if (event.kind === "step-end") env.report({ ...event, step: secondTime(event.step) });
}

function secondTime(title: string): string {
  return `second time: ${title}`;
}

async function* messagesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<SecondMessage> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const message = parseMessage(line);
      if (message !== undefined) yield message;
    }
  }
}

/** A configuration is somebody else's module; what it prints is no message. */
function parseMessage(line: string): SecondMessage | undefined {
  try {
    const message: SecondMessage | null = JSON.parse(line);
    return typeof message === "object" && message !== null && "kind" in message ? message : undefined;
  } catch {
    return undefined;
  }
}

function failure(fault: FaultJson): unknown {
  if (fault.code === "not-reproducible") return twiceFault(fault.code, fault);
  const details = [fault.message, ...fault.details, `→ ${fault.hint}`];
  if (fault.code === "no-space") {
    return twiceFault("no-room-for-second", {
      message: "Cannot make the release a second time: the disk is full there",
      details,
      hint: "Free some space, or name a folder on a larger disk in TMPDIR",
    });
  }
  return twiceFault("second-release-failed", {
    message: "Cannot make the release a second time: what works in the first folder fails in the second",
    details,
    hint: "Look for what it needs and version control does not know: a file that git ignores, a path, a setting",
  });
}

function crash(child: SecondProcess, log: string): unknown {
  return twiceFault("second-release-failed", {
    message: `Cannot make the release a second time: its process ended with ${child.signalCode ?? child.exitCode}`,
    details: lastLines(log),
    hint: "Check the free memory and run the command again",
  });
}
