import type { SlipwayConfig } from "./types.gen.ts";

export type { SlipwayConfig };

/** Gives `slipway.config.ts` its types; returns what it is given. */
export function defineConfig(config: SlipwayConfig): SlipwayConfig {
  return config;
}
