/** `uuid`: fresh identifiers. */

import * as z from "zod";

import { LIMITS } from "../limits.ts";
import { type Command, declareCommand } from "./command.ts";

export const uuid: Command = declareCommand({
  name: "uuid",
  description: "Make random UUIDs (version 4)",
  readOnly: true,
  input: z.strictObject({
    count: z.int().min(1).max(LIMITS.uuids).default(1).describe("How many"),
  }),
  output: z.strictObject({ uuids: z.array(z.uuidv4()) }),
  run({ count }, { randomUuid }) {
    return { uuids: Array.from({ length: count }, randomUuid) };
  },
});
