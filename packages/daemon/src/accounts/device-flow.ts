/** Logging in on another device: the user enters a code there while we ask the provider (RFC 8628). */

import { Fault } from "@slipway/fault";

import { ACCOUNT_LIMITS } from "./limits.ts";
import { loginDenied, loginExpired, loginIncomplete, loginStopped } from "./login-faults.ts";

import type { OAuthFlowOptions } from "./code-flow.ts";
import type { LoginFlow } from "./login-flow.ts";
import type { DeviceLogin, DevicePoll } from "./oauth-device.ts";

type PollOptions = OAuthFlowOptions & {
  readonly device: DeviceLogin;
  readonly expiresAtMs: number;
  readonly stop: AbortSignal;
};

/** Gets a code for the user. @throws what asking the provider throws. */
export async function startDeviceFlow(options: OAuthFlowOptions): Promise<LoginFlow> {
  const { provider, client, clock } = options;
  const device = await client.startDevice();
  const expiresAtMs = clock.nowMs() + Math.min(device.expiresInMs, ACCOUNT_LIMITS.loginMs);
  const stop = new AbortController();
  return {
    next: {
      kind: "enter_code",
      url: device.url,
      code: device.userCode,
      ...(device.completeUrl === undefined ? {} : { complete_url: device.completeUrl }),
    },
    expiresAtMs,
    give() {
      throw loginIncomplete(provider, "nothing but the code being entered on the provider's page");
    },
    async finish() {
      const poll = await decided({ ...options, device, expiresAtMs, stop: stop.signal });
      if (poll.kind === "denied") throw loginDenied(provider);
      if (poll.kind !== "tokens") throw loginExpired(provider);
      return { kind: "credential", credential: poll.tokens };
    },
    close: () => stop.abort(),
  };
}

/** Asks until the user has decided, as slowly as the provider wants. */
async function decided(options: PollOptions): Promise<DevicePoll> {
  const { provider, clock, device, expiresAtMs, stop } = options;
  let intervalMs = device.intervalMs ?? ACCOUNT_LIMITS.pollIntervalMs;
  for (;;) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- section 3.3: waits before each question, the first included
    await clock.wait(Math.min(intervalMs, expiresAtMs - clock.nowMs()), stop);
    if (clock.nowMs() >= expiresAtMs) throw loginExpired(provider);
    if (stop.aborted) throw loginStopped(provider);
    // oxlint-disable-next-line eslint/no-await-in-loop -- one question at a time
    const poll = await asked(options);
    if (poll === "unreachable") intervalMs = slower(intervalMs);
    else if (poll.kind === "slow_down") intervalMs += ACCOUNT_LIMITS.slowDownMs;
    else if (poll.kind !== "pending") return poll;
  }
}

async function asked({ client, device }: PollOptions): Promise<DevicePoll | "unreachable"> {
  try {
    return await client.pollDevice(device.deviceCode);
  } catch (error) {
    if (error instanceof Fault && error.code === "provider-unreachable") return "unreachable";
    throw error;
  }
}

/** Section 3.5: a connection that fails is tried again, ever more slowly; the end of the code bounds it. */
function slower(intervalMs: number): number {
  return Math.max(intervalMs, Math.min(intervalMs * 2, ACCOUNT_LIMITS.slowestRetryMs));
}
