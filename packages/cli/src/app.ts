/** `slipway/app`: what an app reads to know which release it is. */

export { commit, date, version, versionText } from "@slipway/app";
