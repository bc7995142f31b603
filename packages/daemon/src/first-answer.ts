/**
 * The first thing nearly every owner asks is whether the daemon is there and which version it is. That is answered
 * before anything else is loaded, which takes longer than the start of the process itself.
 */

import type { ByteStreams } from "@slipway/rpc";

export type FirstChunk = {
  /** What was read and is not answered; undefined at the end of the input. */
  readonly rest: Uint8Array | undefined;
};

/**
 * Reads once. When that is one plain `get_status` and nothing else, it is answered here; all else is left to those who
 * know the whole protocol. Rejects when the input cannot be read or the answer not be written.
 */
export async function firstAnswer(
  { read, write }: Pick<ByteStreams, "read" | "write">,
  status: () => unknown,
): Promise<FirstChunk> {
  const chunk = await read();
  const id = chunk === undefined ? undefined : idOfPlainStatus(chunk);
  if (id === undefined) return { rest: chunk };
  await write(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${JSON.stringify(status())}}\n`);
  return { rest: new Uint8Array() };
}

/** Longer ones are not what is looked for here. */
const LONGEST_BYTES = 200;
const NEW_LINE = 0x0a;

/** The id of a request for a plain status, alone in a line; undefined for anything else, however little it differs. */
export function idOfPlainStatus(line: Uint8Array): string | number | undefined {
  if (line.length > LONGEST_BYTES || line.indexOf(NEW_LINE) !== line.length - 1) return undefined;
  let message: unknown;
  try {
    message = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line));
  } catch {
    return undefined;
  }
  if (!isObject(message)) return undefined;
  const { jsonrpc = "2.0", method, params = {}, id, ...others } = message;
  const isPlain = jsonrpc === "2.0" && method === "get_status" && isEmpty(params) && isEmpty(others);
  if (!isPlain) return undefined;
  if (typeof id === "number") return Number.isSafeInteger(id) ? id : undefined;
  return typeof id === "string" ? id : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
