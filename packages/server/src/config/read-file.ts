/** Reads the configuration file. */

import { readFile, stat } from "node:fs/promises";

import { fileFaultOf } from "@slipway/fault";

import { chattyFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { hasCode } from "../output.ts";

/**
 * Its text, or undefined where there is no file.
 *
 * @throws Fault `config-unreadable`; a fault of the file where the system refuses to read it
 */
export async function readConfigFile(path: string): Promise<string | undefined> {
  try {
    const about = await stat(path);
    // A pipe could keep us waiting.
    if (!about.isFile()) throw unreadable(path, about.isDirectory() ? "it is a folder" : "it is no file");
    if (about.size > LIMITS.configSizeBytes) {
      throw unreadable(path, `it has ${about.size} bytes, at most ${LIMITS.configSizeBytes} wanted`);
    }
    return decoded(path, await readFile(path));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw fileFaultOf(error) ?? error;
  }
}

function decoded(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(path, "it is not UTF-8");
  }
}

function unreadable(path: string, found: string): Error {
  return chattyFault("config-unreadable", {
    message: `Cannot read configuration "${path}": ${found}`,
    hint: found.endsWith("UTF-8") ? "Save it as UTF-8" : "Name the file with --config or CHATTY_CONFIG",
  });
}
