/** Writes a first configuration. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
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
    const isThere = await holdsSchema(schema);
    await writeNew(path, exampleText(platform));
    if (!isThere) await writeFile(schema, schemaFileText(), { flag: "wx" });
  } catch (error) {
    throw fileFaultOf(error) ?? error;
  }
  return [path, schema];
}

/** Whether the schema is there already. @throws Fault `config-exists` where something else is */
async function holdsSchema(path: string): Promise<boolean> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
  if (text === schemaFileText()) return true;
  throw exists(path);
}

/** Readable by its user alone: what is declared may hold what others need not know. */
async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    throw hasCode(error, "EEXIST") ? exists(path, error) : error;
  }
}

function exists(path: string, cause?: unknown): Error {
  return chattyFault("config-exists", {
    message: `Cannot write "${path}": there is such a file already`,
    hint: "Edit it, or move it away first",
    cause,
  });
}
