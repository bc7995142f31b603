/** `uuid`: fresh identifiers. */

import * as z from "zod";

import { LIMITS } from "../limits.ts";
import { declareCommand } from "./declare-command.ts";

import type { Command } from "./command.ts";

export const uuid: Command = declareCommand({
  name: "uuid",
  description: "Make random UUIDs (version 4)",
  readOnly: true,
  input: {
    count: { type: "integer", description: "How many", minimum: 1, maximum: LIMITS.uuids, default: 1 },
  },
  output: z.strictObject({ uuids: z.array(z.uuidv4()) }),
  run({ count }, { randomUuid }) {
    return { uuids: Array.from({ length: count }, randomUuid) };
  },
});
