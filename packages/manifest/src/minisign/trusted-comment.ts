/** The signed comment: `name:value` fields with tabs between them. */

import type { Fault } from "@slipway/fault";

import { manifestFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { hasControls } from "../text.ts";
import { isVersion } from "../version.ts";

/** What our own signatures say about a file. */
export type ReleaseComment = {
  /** Seconds since 1970: the commit's, never the clock's. */
  readonly timestampSeconds: number;
  readonly file: string;
  readonly version: string;
  readonly target?: string;
  /** SHA-256 of the file, 64 small hexadecimal digits. */
  readonly sha256: string;
};

/** A signed comment as read. Everybody may have fields of their own; ours are typed where they are present. */
export type TrustedComment = Partial<ReleaseComment> & {
  readonly text: string;
  /** Every field by name; one without a colon, like minisign's `hashed`, has an empty value. */
  readonly fields: ReadonlyMap<string, string>;
};

const SHA256 = /^[0-9a-f]{64}$/u;
const TIMESTAMP = /^(?:0|[1-9]\d{0,14})$/u;
const FILE_NAME = /^(?!\.{1,2}$)[^/\\]+$/u;
const TARGET = /^[0-9A-Za-z][0-9A-Za-z_.-]*$/u;

/**
 * The comment of our own signatures, in fixed order: `timestamp`, `file`, `version`, `target`, `sha256`.
 *
 * @throws Fault `trusted-comment-invalid`: a value that is not what its name says
 */
export function renderTrustedComment(comment: ReleaseComment): string {
  const { timestampSeconds, file, version, target, sha256 } = comment;
  const rules: readonly (readonly [
    name: string,
    value: string | undefined,
    isRight: (value: string) => boolean,
  ])[] = [
    ["timestamp", String(timestampSeconds), (value) => TIMESTAMP.test(value)],
    ["file", file, (value) => FILE_NAME.test(value) && !hasControls(value, { tabs: false })],
    ["version", version, isVersion],
    ["target", target, (value) => TARGET.test(value)],
    ["sha256", sha256, (value) => SHA256.test(value)],
  ];
  const parts: string[] = [];
  for (const [name, value, isRight] of rules) {
    if (value === undefined) continue;
    if (!isRight(value)) throw invalidComment(`${name} ${JSON.stringify(value)} is not one`);
    parts.push(`${name}:${value}`);
  }
  return checkTrustedComment(parts.join("\t"));
}

/**
 * Reads a comment, ours or another's.
 *
 * @throws Fault `trusted-comment-invalid`: control characters, too long, a name twice, or a field of ours whose value
 *   cannot be one
 */
export function parseTrustedComment(text: string): TrustedComment {
  checkTrustedComment(text);
  const fields = new Map<string, string>();
  for (const part of text.split("\t")) {
    const colon = part.indexOf(":");
    const name = colon === -1 ? part : part.slice(0, colon);
    if (fields.has(name)) throw invalidComment(`two fields "${name}"`);
    fields.set(name, colon === -1 ? "" : part.slice(colon + 1));
  }
  const timestamp = fields.get("timestamp");
  const sha256 = fields.get("sha256");
  if (timestamp !== undefined && !TIMESTAMP.test(timestamp)) throw invalidComment(`timestamp "${timestamp}"`);
  if (sha256 !== undefined && !SHA256.test(sha256)) throw invalidComment(`sha256 "${sha256}"`);
  return {
    text,
    fields,
    ...(timestamp !== undefined && { timestampSeconds: Number(timestamp) }),
    ...(sha256 !== undefined && { sha256 }),
    ...textField(fields, "file"),
    ...textField(fields, "version"),
    ...textField(fields, "target"),
  };
}

/**
 * The comment itself, if a signature can carry it.
 *
 * @throws Fault `trusted-comment-invalid`
 */
export function checkTrustedComment(text: string): string {
  if (!text.isWellFormed() || hasControls(text, { tabs: true })) throw invalidComment("control characters");
  if (Buffer.byteLength(text) > LIMITS.trustedCommentBytes) {
    throw invalidComment(`more than ${LIMITS.trustedCommentBytes} bytes`);
  }
  return text;
}

function textField<Name extends "file" | "version" | "target">(
  fields: ReadonlyMap<string, string>,
  name: Name,
): { readonly [Key in Name]?: string } {
  const value = fields.get(name);
  const found: { [Key in Name]?: string } = {};
  if (value !== undefined && value !== "") found[name] = value;
  return found;
}

function invalidComment(state: string): Fault {
  return manifestFault("trusted-comment-invalid", {
    message: `Cannot use the trusted comment: ${state}`,
    hint: "Sign the file again, with fields name:value and a tab between them",
  });
}
