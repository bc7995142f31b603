/** `hash`: the digest of a text. */

import * as z from "zod";

import { LIMITS } from "../limits.ts";
import { declareCommand } from "./declare-command.ts";

import type { Command } from "./command.ts";

export const hash: Command = declareCommand({
  name: "hash",
  description: "Compute the digest of a text",
  readOnly: true,
  input: {
    text: {
      type: "string",
      description: "The text; its UTF-8 bytes are what is hashed",
      maxLength: LIMITS.hashTextLength,
    },
    algorithm: {
      type: "string",
      description: "Digest algorithm",
      enum: ["sha256", "sha384", "sha512", "sha3-256", "sha1", "md5"],
      default: "sha256",
    },
  },
  output: z.strictObject({
    algorithm: z.string(),
    digest: z.string().describe("In lower-case hexadecimal"),
  }),
  run({ text, algorithm }) {
    return { algorithm, digest: new Bun.CryptoHasher(algorithm).update(text).digest("hex") };
  },
});
