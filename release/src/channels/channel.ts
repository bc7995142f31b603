/** A way to users that points at a release which is published: planned and carried out like every other. */

import type { Env, Sources } from "@slipway/build";
import type { Config } from "@slipway/config";

import type { Patience } from "../publish/limits.ts";
import type { LocalRelease } from "../publish/state.ts";

export type ChannelInput = {
  readonly config: Config;
  readonly local: LocalRelease;
  /** The date of what is written. */
  readonly sources: Pick<Sources, "dateSeconds">;
  readonly patience: Patience;
};

/** What a channel lacks, or lacked. */
export type ChannelChange =
  | { readonly kind: "change"; /** The file, or whatever it is called there. */ readonly what: string }
  | { readonly kind: "nothing"; /** A clause without a full stop. */ readonly why: string };

export type Channel = {
  /** As people know the place. */
  readonly label: string;
  /** The command with which people install from it, where one is enough. */
  readonly install: string | undefined;
  /** What is to be done, and that it can be; changes nothing. Rejects with what stands in the way. */
  readonly plan: (env: Env) => Promise<ChannelChange>;
  /** Does what is still to be done, which may be nothing, and resolves to it. */
  readonly carryOut: (env: Env) => Promise<ChannelChange>;
};
