/** A public key as people give it: the key itself or the path of its file, with messages that name what was given. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";

import { Fault } from "@slipway/fault";
import { parsePublicKey, type PublicKey } from "@slipway/manifest";

import { releaseFault } from "../faults.ts";

/** A public key's file has 113 bytes; everything above this is no key. */
const MAX_FILE_BYTES = 4096;
/** What a secret key's line decodes to, with or without a password. */
const SECRET_KEY_BYTES = 158;
/** What begins like a key and is longer than a public one may be part of a secret one, and is not repeated. */
const PUBLIC_KEY_CHARACTERS = 56;
/** The beginning of every public key: "Ed" in base64. */
const KEY_START = "RW";

/**
 * A minisign public key given as itself or as the path of its file, relative to `folder`; `from` is where it was
 * given, e.g. `--public-key`.
 *
 * @throws Fault `public-key-unusable`, `public-key-weak`.
 */
export function publicKeyFrom(
  text: string,
  options: { readonly folder: string; readonly from: string },
): PublicKey {
  const { from } = options;
  const path = resolve(options.folder, text);
  if (existsSync(path)) {
    const shown = `the public key file "${text}" (${from})`;
    const problem = fileProblem(path);
    if (problem !== undefined) throw unusable(shown, problem);
    return parsed(readFileSync(path, "utf8"), shown);
  }
  if (isSecretKey(text)) throw secretKeyGiven(`the public key (${from})`);
  const secretive = text.startsWith(KEY_START) && text.length > PUBLIC_KEY_CHARACTERS;
  const shown =
    secretive || text.includes("\n") ? `the public key (${from})` : `the public key "${text}" (${from})`;
  if (looksLikePath(text)) throw unusable(shown, "there is no such file");
  return parsed(text, shown);
}

/** Looked at before it is opened: a pipe would never end. */
function fileProblem(path: string): string | undefined {
  const found = statSync(path);
  if (!found.isFile()) return "it is no plain file";
  return found.size > MAX_FILE_BYTES
    ? `it has ${found.size} bytes, at most ${MAX_FILE_BYTES} expected`
    : undefined;
}

function parsed(text: string, shown: string): PublicKey {
  if (isSecretKey(text)) throw secretKeyGiven(shown);
  try {
    return parsePublicKey(text);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== "public-key-invalid") throw error;
    throw unusable(shown, error.message.replace("Cannot read the public key: ", ""), error);
  }
}

/** Base64 has slashes too, but what begins like a key, or is a whole file, is read as one. */
function looksLikePath(text: string): boolean {
  return /^[^\n]*[./\\][^\n]*$/u.test(text) && !(text.startsWith(KEY_START) && /^[\w+/=]+$/u.test(text));
}

function isSecretKey(text: string): boolean {
  const lines = text.trimEnd().split("\n");
  const [comment = ""] = lines;
  const key = Buffer.from(lines.at(-1) ?? "", "base64");
  return (
    /^untrusted comment: .*secret key/u.test(comment) ||
    (key.length === SECRET_KEY_BYTES && key.toString("latin1", 0, 2) === "Ed")
  );
}

function secretKeyGiven(shown: string): unknown {
  return releaseFault("public-key-unusable", {
    message: `Cannot read ${shown}: it is a secret key, a public one is wanted`,
    hint: "Give the .pub file that was made with it, and see that nobody else saw the secret key",
  });
}

function unusable(shown: string, state: string, cause?: unknown): unknown {
  return releaseFault("public-key-unusable", {
    message: `Cannot read ${shown}: ${state}`,
    hint: "Give the path of the .pub file, or its second line",
    cause,
  });
}
