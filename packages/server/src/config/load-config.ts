/** Reads and checks the configuration. */

import { BUILT_IN } from "../commands/built-in.ts";
import { chattyFault } from "../faults.ts";
import { readConfigFile } from "./read-file.ts";

import type { Fault } from "@slipway/fault";
import type { ChattyConfig } from "./chatty-config.ts";

export type LoadOptions = {
  /** Whether a file that is not there is a failure: somebody named it. */
  readonly isNamed?: boolean | undefined;
};

/**
 * The configuration at `path`; the built-in commands where there is none.
 *
 * @throws Fault `config-not-found` (only when it was named), `config-unreadable`, `config-invalid` (with the first problems);
 *   a fault of the file where the system refuses to read it
 */
export async function loadConfig(path: string, { isNamed = false }: LoadOptions = {}): Promise<ChattyConfig> {
  const text = await readConfigFile(path);
  if (text !== undefined) {
    const { readConfigText } = await import("./read-config-text.ts");
    return { path, isThere: true, ...readConfigText(text, path) };
  }
  if (isNamed) throw notFound(path);
  return { path, isThere: false, commands: BUILT_IN, prompts: [] };
}

function notFound(path: string): Fault {
  return chattyFault("config-not-found", {
    message: `Cannot read configuration "${path}": there is no such file`,
    hint: 'Correct --config or CHATTY_CONFIG, or make the file with "chatty config init"',
  });
}
