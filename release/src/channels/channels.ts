/** The channels that there are, and how publishing ends with them. */

import { type Env, step, throwIfInterrupted } from "@slipway/build";
import type { Fault } from "@slipway/fault";

import { faultIn } from "../publish/preflight.ts";
import type { Channel, ChannelChange, ChannelInput } from "./channel.ts";
import { homebrewChannel } from "./homebrew/homebrew-channel.ts";

export type ChannelId = "homebrew";

/** Closed, in the order in which they are updated; one that the configuration does not use is undefined. */
const CHANNELS: readonly {
  readonly id: ChannelId;
  readonly of: (input: ChannelInput) => Channel | undefined;
}[] = [{ id: "homebrew", of: homebrewChannel }];

/** A channel, and what is to be done there or was. */
export type ChannelState = ChannelChange & {
  readonly id: ChannelId;
  /** As people know the place. */
  readonly label: string;
  /** The command with which people install from it, where one is enough. */
  readonly install: string | undefined;
};

export type Channels = {
  /** What is to be done in each, and every fault that stands in the way; changes nothing. */
  readonly plan: (env: Env) => Promise<ChannelOutcome>;
  /** Does it in each, also where another one failed. */
  readonly carryOut: (env: Env) => Promise<ChannelOutcome>;
};

export type ChannelOutcome = {
  readonly states: readonly ChannelState[];
  readonly problems: readonly Fault[];
};

/** The channels of a release that is about to be published. */
export function channelsOf(input: ChannelInput): Channels {
  const used = CHANNELS.flatMap(({ id, of }) => {
    const channel = of(input);
    return channel === undefined ? [] : [{ id, channel }];
  });
  async function each(env: Env, act: (channel: Channel) => Promise<ChannelChange>): Promise<ChannelOutcome> {
    const states: ChannelState[] = [];
    const problems: Fault[] = [];
    for (const { id, channel } of used) {
      throwIfInterrupted(env);
      try {
        const { label, install } = channel;
        states.push({ ...(await act(channel)), id, label, install });
      } catch (error) {
        problems.push(...faultIn(error));
      }
    }
    return { states, problems };
  }
  return {
    plan: async (env) => {
      if (used.length === 0) return { states: [], problems: [] };
      return step(env, "looking at the channels", async () =>
        each(env, async (channel) => channel.plan(env)),
      );
    },
    carryOut: async (env) =>
      step(env, "updating the channels", async () => each(env, async (channel) => channel.carryOut(env))),
  };
}
