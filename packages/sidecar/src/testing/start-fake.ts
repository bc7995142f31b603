/** Starts the sidecar of the tests. */

import { readFileSync } from "node:fs";

import { onTestFinished } from "vitest";

import { thisHost } from "../host.ts";
import { type StartOptions, startSidecar } from "../start-sidecar.ts";
import { type FakeProtocol, fakeProtocol } from "./fake-protocol.ts";
import { FAKE_SIDECAR } from "./fake-sidecar-path.ts";

import type { Sidecar, SidecarEvent } from "../options.ts";

/** Options that fit every behaviour. */
export const FAKE: Pick<StartOptions<FakeProtocol>, "protocol" | "status" | "source" | "host"> = {
  protocol: fakeProtocol,
  status: (call, options) => call.get_status({}, options),
  source: FAKE_SIDECAR,
  host: { ...thisHost(), env: { PATH: process.env["PATH"], HOME: process.env["HOME"] } },
};

/** Started, and stopped when the test is done. */
export async function startFake(
  behaviour: string,
  options: Partial<StartOptions<FakeProtocol>> = {},
): Promise<Sidecar<FakeProtocol>> {
  const sidecar = await startSidecar<FakeProtocol>("fake-sidecar", {
    ...FAKE,
    args: [behaviour],
    ...options,
  });
  onTestFinished(async () => {
    await sidecar.stop();
  });
  return sidecar;
}

export type Heard = {
  readonly onEvent: (event: SidecarEvent) => void;
  /** What was heard, each in a word or two. */
  readonly events: readonly string[];
};

/** Remembers events. */
export function hear(): Heard {
  const events: string[] = [];
  return {
    events,
    onEvent: (event) => {
      if ("fault" in event) events.push(`${event.kind} ${event.fault.code}`);
      else events.push(event.kind === "restarting" ? `${event.kind} ${event.attempt}` : event.kind);
    },
  };
}

/** Whether a process lives; one that has ended and waits to be noticed does not. */
export function isAlive(pid: number | undefined): boolean {
  try {
    if (pid === undefined || !process.kill(pid, 0)) return false;
    return process.platform !== "linux" || readFileSync(`/proc/${pid}/cmdline`, "utf8") !== "";
  } catch {
    return false;
  }
}
