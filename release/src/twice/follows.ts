/** Decides whether a text differs only because other files do, whose digests and signatures it has. */

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { tauriSignature } from "@slipway/manifest";

import { CHECKSUMS_FILE, MANIFEST_FILE, SBOM_SUFFIX, SIGNATURE_SUFFIX } from "../plan/plan.ts";
import { PROVENANCE_FILE } from "../provenance/names.ts";
import { withoutSerialNumber } from "../sbom/serial-number.ts";
import { executableTarget } from "../verify/file-names.ts";
import type { BothFolders, FileDifference } from "./compare-releases.ts";

/** A file whose content differs. */
export type Changed = Extract<FileDifference, { readonly kind: "content" }>;

const MAX_TEXT_BYTES = 16 * 1024 * 1024;

/** Each kind names files of those before it. Executables come before all of them; between the two lists is the rest. */
const EARLY: readonly RegExp[] = [
  /\.(?:zip|tar\.gz)$/u,
  ending(SBOM_SUFFIX),
  new RegExp(`(?<!${RegExp.escape(CHECKSUMS_FILE)})${RegExp.escape(SIGNATURE_SUFFIX)}$`, "u"),
];
const LATE: readonly RegExp[] = [
  MANIFEST_FILE,
  PROVENANCE_FILE,
  CHECKSUMS_FILE,
  CHECKSUMS_FILE + SIGNATURE_SUFFIX,
  "release.json",
].map(ending);

function ending(text: string): RegExp {
  return new RegExp(`${RegExp.escape(text)}$`, "u");
}

/** The differences in such an order that each file comes behind those it may name. */
export function inOrder(differences: readonly FileDifference[]): readonly FileDifference[] {
  return differences.toSorted((a, b) => kindOf(a.file) - kindOf(b.file));
}

function kindOf(file: string): number {
  if (file.startsWith("build/") || executableTarget(file) !== undefined) return -1;
  const early = EARLY.findIndex((kind) => kind.test(file));
  return early === -1 ? EARLY.length + 1 + LATE.findIndex((kind) => kind.test(file)) : early;
}

/**
 * True when both versions of a file are the same once the digests, sizes and signatures of `known` files are taken out
 * of them, and what is computed from the file's own content. Never for what is no text.
 */
export function follows(file: Changed, known: readonly Changed[], folders: BothFolders): boolean {
  if (known.some(({ sha256 }) => sha256.join() === file.sha256.join())) return true;
  // Signed anew means signed for another content: without that, another signature is a finding.
  const signed = file.file.endsWith(SIGNATURE_SUFFIX) ? file.file.slice(0, -SIGNATURE_SUFFIX.length) : "";
  if (signed !== "" && !known.some((one) => one.file === signed)) return false;
  if (Math.max(...file.bytes.sizes) > MAX_TEXT_BYTES) return false;
  const [first, second] = ([0, 1] as const).map((side) => comparable(file.file, { side, known, folders }));
  return first !== undefined && first === second;
}

type Side = {
  readonly side: 0 | 1;
  readonly known: readonly Changed[];
  readonly folders: BothFolders;
};

function comparable(file: string, { side, known, folders }: Side): string | undefined {
  const dist = side === 0 ? folders.first : folders.second;
  let text = ownContent(file, textOf(join(dist, file)));
  for (const one of known) {
    text = text?.replaceAll(one.sha256[side], `<${one.file}>`);
    if (one.file.endsWith(SIGNATURE_SUFFIX)) {
      const signature = tauriSignature(textOf(join(dist, one.file)) ?? "");
      text = text?.replaceAll(signature, `<${one.file}>`);
    }
  }
  // Records and installers have the size before the digest.
  return text?.replaceAll(/\b\d+(?=[^\d<]{1,40}sha256[^\d<]{1,8}<)/giu, "<size>");
}

/** The text without what is computed from the rest of it. */
function ownContent(file: string, text: string | undefined): string | undefined {
  if (file.endsWith(SBOM_SUFFIX) && text !== undefined) return withoutSerialNumber(text);
  // Comments stand before a signature and before the signature of both (minisign's format).
  if (file.endsWith(SIGNATURE_SUFFIX)) return text?.replaceAll(/^[\w+/]+={0,2}$/gmu, "<signature>");
  if (file.endsWith(PROVENANCE_FILE)) return text?.split("\n").map(statementIn).join("\n");
  return text;
}

/** The statement in an envelope, without its signature. */
function statementIn(line: string): string {
  const payload = /"payload":"(?<payload>[\w+/=]*)"/u.exec(line)?.groups?.["payload"];
  return payload === undefined ? line : Buffer.from(payload, "base64").toString("utf8");
}

function textOf(path: string): string | undefined {
  if (statSync(path).size > MAX_TEXT_BYTES) return undefined;
  const bytes = readFileSync(path);
  const text = bytes.toString("utf8");
  return Buffer.from(text).equals(bytes) ? text : undefined;
}
