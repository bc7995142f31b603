/** What an executable printed of itself, as its entry in the record names it; the texts are kept by digest. */

import { findText, keepText } from "../kept-texts.ts";
import { sha256Text } from "../hash-file.ts";
import { type DeclaredText, isPrintedKind } from "./declared-texts.ts";

export type RecordedText = DeclaredText & {
  /** Of its bytes; it is kept under this name. */
  readonly sha256: string;
};

/** A text, and with which arguments it was printed. */
export type PrintedText = DeclaredText & { readonly text: string };

/** Keeps texts below `dist` and names them. */
export function keepPrinted(texts: readonly PrintedText[], dist: string): readonly RecordedText[] {
  return texts.map(({ text, ...declared }) => {
    const sha256 = sha256Text(text);
    keepText(dist, { kind: "printed", sha256, text });
    return { ...declared, sha256 };
  });
}

/** A text that was kept; undefined when it is gone or is another one. */
export function findPrinted(dist: string, { sha256 }: Pick<RecordedText, "sha256">): string | undefined {
  return findText(dist, { kind: "printed", sha256 });
}

/** True for what a record says about a text, whatever else is wrong with the record. */
export function isRecordedText(value: unknown): value is RecordedText {
  if (typeof value !== "object" || value === null) return false;
  const text = new Map<string, unknown>(Object.entries(value));
  const [args, sha256] = [text.get("args"), text.get("sha256")];
  return (
    isPrintedKind(text.get("kind")) &&
    Array.isArray(args) &&
    args.every((arg) => typeof arg === "string") &&
    typeof sha256 === "string" &&
    /^[0-9a-f]{64}$/u.test(sha256)
  );
}
