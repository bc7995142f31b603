/** What `chatty list --json` prints. */

import * as z from "zod";

import { inputSchema } from "../commands/input-schema.ts";
import { jsonText } from "../json-text.ts";

import type { Command } from "../commands/command.ts";

/** An array of `{ name, description, read_only, origin, kind, input }`; `input` is a JSON Schema. */
export function listJson(commands: readonly Command[]): string {
  const rows = commands.map((command) => {
    const { name, description, readOnly, origin, does } = command;
    const input = z.toJSONSchema(inputSchema(command), { io: "input" });
    return { name, description, read_only: readOnly, origin, kind: does.kind, input };
  });
  return jsonText(rows);
}
