/** Semantic versions, as semver.org 2.0.0 defines them and as far as Tauri can read them. */

import { LIMITS } from "./limits.ts";

const NUMBER = "(?:0|[1-9]\\d{0,14})";
const PRERELEASE_PART = "(?:0|[1-9]\\d{0,14}|\\d*[A-Za-z-][0-9A-Za-z-]*)";
const BUILD_PART = "[0-9A-Za-z-]+";
const SEMVER = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}` +
    `(?:-${PRERELEASE_PART}(?:\\.${PRERELEASE_PART})*)?(?:\\+${BUILD_PART}(?:\\.${BUILD_PART})*)?$`,
  "u",
);

/** Whether `text` is a version; its numbers have at most 15 digits, so that every reader has the same ones. */
export function isVersion(text: string): boolean {
  return text.length <= LIMITS.versionBytes && SEMVER.test(text);
}
