/** `hash`: the digest of a text. */

import * as z from "zod";

import { LIMITS } from "../limits.ts";
import { type Command, declareCommand } from "./command.ts";

export const hash: Command = declareCommand({
  name: "hash",
  description: "Compute the digest of a text",
  readOnly: true,
  input: z.strictObject({
    text: z.string().max(LIMITS.hashTextLength).describe("The text; its UTF-8 bytes are what is hashed"),
    algorithm: z
      .enum(["sha256", "sha384", "sha512", "sha3-256", "sha1", "md5"])
      .default("sha256")
      .describe("Digest algorithm"),
  }),
  output: z.strictObject({
    algorithm: z.string(),
    digest: z.string().describe("In lower-case hexadecimal"),
  }),
  run({ text, algorithm }) {
    return { algorithm, digest: new Bun.CryptoHasher(algorithm).update(text).digest("hex") };
  },
});
