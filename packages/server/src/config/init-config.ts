/** Writes a first configuration. */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { fileFaultOf } from "@slipway/fault";

import { chattyFault } from "../faults.ts";
import { hasCode } from "../output.ts";
import { exampleText, SCHEMA_FILE } from "./example.ts";
import { schemaFileText } from "./json-schema.ts";

/**
 * Writes the example to `path` and its schema beside it; the paths of both.
 *
 * @throws Fault `config-exists`: nothing is written over; a fault of the file where the system refuses to write it
 */
export async function initConfig(path: string, platform: NodeJS.Platform): Promise<readonly string[]> {
  const schema = join(dirname(path), SCHEMA_FILE);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeNew(path, exampleText(platform));
    await writeFile(schema, schemaFileText());
  } catch (error) {
    throw fileFaultOf(error) ?? error;
  }
  return [path, schema];
}

/** Readable by its user alone: what is declared may hold what others need not know. */
async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    throw hasCode(error, "EEXIST") ? exists(path, error) : error;
  }
}

function exists(path: string, cause: unknown): Error {
  return chattyFault("config-exists", {
    message: `Cannot write configuration "${path}": there is one already`,
    hint: "Edit it, or move it away first",
    cause,
  });
}
