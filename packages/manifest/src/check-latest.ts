/** The rules of `latest.json`: what must hold, and every problem at once. */

import { Fault } from "@slipway/fault";

import { bytesOfBase64 } from "./base64.ts";
import { isDateTime } from "./date-time.ts";
import type { Latest, LatestPlatform } from "./latest-types.ts";
import { LIMITS } from "./limits.ts";
import { parseSignature } from "./minisign/signature.ts";
import { hasControls } from "./text.ts";
import { isVersion } from "./version.ts";

export type CheckedLatest = {
  /** What was read; undefined when there are problems. */
  readonly latest: Latest | undefined;
  readonly problems: readonly string[];
};

type Fields = Readonly<Record<string, unknown>>;
type Report = (problem: string) => void;

/** Tauri's names in the keys of `platforms`: `{os}-{arch}` and `{os}-{arch}-{bundle}`. */
const PLATFORM_KEY =
  /^(?:linux|darwin|windows)-(?:x86_64|i686|aarch64|armv7|riscv64)(?:-(?:appimage|deb|rpm|app|msi|nsis))?$/u;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

/** Checks parsed JSON, or a value on its way to JSON. */
export function checkLatest(value: unknown): CheckedLatest {
  const problems: string[] = [];
  const report: Report = (problem) => problems.push(problem);
  const fields = isFields(value) ? value : {};
  if (!isFields(value)) report("it is no object");
  const version = checkVersion(fields, report);
  const notes = optionalText(fields, "notes", report);
  const date = optionalText(fields, "pub_date", report);
  if (date !== undefined && !isDateTime(date))
    report(`pub_date ${quoted(date)} is no RFC 3339 date and time`);
  const platforms = checkPlatforms(fields["platforms"], report);
  if (problems.length > 0) return { latest: undefined, problems };
  const latest: Latest = {
    version,
    ...(notes !== undefined && { notes }),
    ...(date !== undefined && { pub_date: date }),
    platforms,
  };
  return { latest, problems };
}

function checkVersion(fields: Fields, report: Report): string {
  const { version, name } = fields;
  if (version !== undefined && name !== undefined)
    report("version and name are the same field, both are there");
  const given = version ?? name;
  const bare = typeof given === "string" ? given.replace(/^v+/u, "") : "";
  if (!isVersion(bare)) report(`version ${quoted(given)} is no semantic version`);
  return bare;
}

function optionalText(fields: Fields, name: "notes" | "pub_date", report: Report): string | undefined {
  const value = fields[name] ?? undefined;
  if (typeof value === "string" || value === undefined) return value;
  report(`${name} is no text`);
  return undefined;
}

function checkPlatforms(value: unknown, report: Report): Record<string, LatestPlatform> {
  if (!isFields(value) || Object.keys(value).length === 0) {
    report("platforms is missing or empty");
    return {};
  }
  const entries: [string, LatestPlatform][] = [];
  for (const [key, platform] of Object.entries(value)) {
    if (!PLATFORM_KEY.test(key)) report(`platforms has the key ${quoted(key)}, which Tauri does not know`);
    const { url, signature } = isFields(platform) ? platform : {};
    const urlProblem = problemOfUrl(url);
    const signatureProblem = problemOfSignature(signature);
    if (urlProblem !== undefined) report(`url of ${quoted(key)} ${urlProblem}`);
    if (signatureProblem !== undefined) report(`signature of ${quoted(key)} ${signatureProblem}`);
    if (typeof url === "string" && typeof signature === "string") entries.push([key, { url, signature }]);
  }
  return Object.fromEntries(entries);
}

function problemOfUrl(value: unknown): string | undefined {
  if (typeof value !== "string") return "is missing or no text";
  if (Buffer.byteLength(value) > LIMITS.urlBytes) return `has more than ${LIMITS.urlBytes} bytes`;
  const url = /\s/u.test(value) || hasControls(value, { tabs: false }) ? null : URL.parse(value);
  if (url === null) return `${quoted(value)} is no URL`;
  if (url.username !== "" || url.password !== "") return "has a user name or a password in it";
  if (url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname)))
    return undefined;
  return `${quoted(value)} is not https`;
}

function problemOfSignature(value: unknown): string | undefined {
  if (typeof value !== "string") return "is missing or no text";
  if (value.length > 2 * LIMITS.signatureFileBytes) return "is too long";
  const file = bytesOfBase64(value);
  if (file === undefined) return "is no base64";
  try {
    parseSignature(file);
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return `is refused: ${error.message}`;
    throw error;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as it may stand in a message: quoted and short. Only text is shown, other values can nest too deeply. */
function quoted(value: unknown): string {
  if (value === undefined) return "(missing)";
  if (typeof value !== "string") return "(no text)";
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 79)}…` : value);
}
