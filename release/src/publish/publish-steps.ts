/** What publishing does, as people are told of it before and afterwards. */

import type { ChannelState } from "../channels/channels.ts";
import { nameOf } from "./carry-out.ts";
import type { PublishAction } from "./plan-publish.ts";

/** One change, a channel's, or the proof at the end. */
export type PublishStep = {
  readonly kind: PublishAction["kind"] | "update-channel" | "verify";
  /** The file, which draft, document or channel, or what is verified. */
  readonly what: string;
  /** Of a file that is uploaded. */
  readonly sizeBytes?: number;
};

/** A planned change. */
export function stepOf(action: PublishAction): PublishStep {
  const { kind } = action;
  const size = kind === "upload" ? { sizeBytes: action.file.sizeBytes } : {};
  return { kind, what: nameOf(action), ...size };
}

/** What is to be done in channels. */
export function channelSteps(states: readonly ChannelState[]): readonly PublishStep[] {
  return states.flatMap((state) =>
    state.kind === "nothing"
      ? []
      : [{ kind: "update-channel", what: `${state.what} in ${state.label}` } as const],
  );
}
