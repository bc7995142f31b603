import type { HomebrewConfig } from "@slipway/config";
import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { localRelease } from "../publish/local-release.ts";
import { envWith, NO_PATIENCE, publishableRelease } from "../publish/testing/publishable-release.ts";
import { type Channels, channelsOf } from "./channels.ts";
import { channelFault, isPassing } from "./faults.ts";
import { emptyRepository } from "./homebrew/tap/testing/tap-server.ts";
import { sampleHomebrew } from "./homebrew/testing/sample-formula.ts";

type Made = {
  readonly channels: Channels;
  readonly env: ReturnType<typeof envWith>;
  readonly steps: () => readonly string[];
};

async function made(homebrew: HomebrewConfig | undefined): Promise<Made> {
  const release = await publishableRelease({ channels: { homebrew } });
  const local = localRelease(release.env.dist);
  const input = { config: release.config, local, sources: { dateSeconds: 1 }, patience: NO_PATIENCE };
  const env = envWith(release.env, { PATH: process.env["PATH"] });
  const { events } = release.env;
  return {
    channels: channelsOf(input),
    env,
    steps: () => events.flatMap((event) => (event.kind === "step-start" ? [event.step] : [])),
  };
}

function tapAt(url: string): HomebrewConfig {
  return sampleHomebrew({ tap: { url, label: "my tap", name: undefined } });
}

describe("channelsOf()", () => {
  test("has nothing to do and says nothing where no channel is used", async () => {
    const { channels, env, steps } = await made(undefined);
    expect(await channels.plan(env)).toEqual({ states: [], problems: [] });
    expect(steps()).not.toContain("looking at the channels");
  });

  test("plans and carries out what is used, each a step", async () => {
    const { channels, env, steps } = await made(tapAt(emptyRepository().url));
    const state = { id: "homebrew", kind: "change", what: "Formula/tool.rb", label: "my tap" };
    expect(await channels.plan(env)).toMatchObject({ states: [state], problems: [] });
    expect(await channels.carryOut(env)).toMatchObject({ states: [state], problems: [] });
    expect(await channels.carryOut(env)).toMatchObject({ states: [{ kind: "nothing" }], problems: [] });
    expect(steps()).toContain("updating the channels");
  });

  test("collects what stands in the way, when it plans and when it acts", async () => {
    const { channels, env } = await made(tapAt("file:///nowhere/tap.git"));
    for (const { states, problems } of [await channels.plan(env), await channels.carryOut(env)])
      expect([states, problems.map(({ code }) => code)]).toEqual([[], ["tap-missing"]]);
  });

  test("ends when it is interrupted", async () => {
    const { channels, env } = await made(tapAt("file:///nowhere/tap.git"));
    const fault = await caught(() => channels.plan({ ...env, signal: AbortSignal.abort() }));
    expect(fault.code).toBe("interrupted");
  });
});

test("isPassing() holds for what may be gone when it is tried again", () => {
  const text = { message: "Cannot do it", hint: "Wait" };
  expect(isPassing(channelFault("tap-busy", text))).toBe(true);
  expect(isPassing(channelFault("tap-protected", text))).toBe(false);
  expect(isPassing(new Error("tap-busy"))).toBe(false);
});
