export { type AppRun, type ChannelsConfig, type HomebrewConfig } from "./channels.ts";
export { COMPLETION_SHELLS, type CompletionShell } from "./completion-shells.ts";
export { defineConfig } from "./define-config.ts";
export { CONFIG_FILES, loadConfig } from "./load.ts";
export { type PublishDestination } from "./publish-destination.ts";
export { type AppConfig, type Config, type SmokeRun } from "./resolve.ts";
export { type SlipwayConfig } from "./types.gen.ts";
