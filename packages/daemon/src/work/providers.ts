/** Who accounts can be with: `providers.json` in the data folder. */

import { open } from "node:fs/promises";
import { join } from "node:path";

import { fileFaultOf } from "@slipway/fault";

import { accountFault, type Provider, readProviders } from "../accounts/index.ts";
import { DAEMON_LIMITS } from "../limits.ts";

/** None when the file is not there. @throws Fault `provider-invalid`, and the faults of files. */
export async function providersIn(dataFolder: string): Promise<readonly Provider[]> {
  const path = join(dataFolder, "providers.json");
  const text = await boundedText(path);
  return text === undefined ? [] : readProviders(parsed(path, text), path);
}

async function boundedText(path: string): Promise<string | undefined> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > DAEMON_LIMITS.providersBytes) throw invalid(path, `${size} bytes`);
      return await file.readFile("utf8");
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw fileFaultOf(error, { action: "read", path }) ?? error;
  }
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(path, "no JSON text");
  }
}

function invalid(path: string, found: string): Error {
  return accountFault("provider-invalid", {
    message: `Cannot use "${path}": ${found}, a list of providers wanted, at most ${DAEMON_LIMITS.providersBytes} bytes`,
    hint: "Correct it, or move it away to go on without providers",
  });
}
