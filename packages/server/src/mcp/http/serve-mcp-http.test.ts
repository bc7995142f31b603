import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { chattyFault } from "../../faults.ts";
import { readServerRecords } from "../../http/server-record.ts";
import { serveMcpHttp, type ServeMcpHttpOptions } from "./serve-mcp-http.ts";
import { fixtureFactory } from "./testing/fixture-factory.ts";

type Given = Partial<Pick<ServeMcpHttpOptions, "transport" | "onListening">> & {
  readonly dataFolder: string;
  readonly signal: AbortSignal;
};

function serve({ dataFolder, ...given }: Given): Promise<void> {
  return serveMcpHttp({
    factory: fixtureFactory(),
    settings: { host: "127.0.0.1", port: 0, token: undefined, dataFolder },
    transport: "http",
    onListening: () => Promise.resolve(),
    log: () => undefined,
    ...given,
  });
}

test.each([
  ["http", "/mcp", 404],
  ["sse", "/sse", 405],
] as const)(
  "serveMcpHttp() of %s tells the address of %s, and can be found",
  async (transport, path, sse) => {
    const dataFolder = tempFolder();
    const ending = new AbortController();
    const { promise, resolve } = Promise.withResolvers<string>();
    const onListening = async (url: string): Promise<void> => resolve(url);
    const ended = serve({ dataFolder, transport, onListening, signal: ending.signal });
    const url = new URL(await promise);
    expect(url.pathname).toBe(path);
    expect((await fetch(new URL("/sse", url), { method: "PUT" })).status).toBe(sse);
    const health: unknown = await (await fetch(new URL("/health", url))).json();
    const [record, ...others] = readServerRecords(dataFolder);
    expect(others).toEqual([]);
    expect(record).toMatchObject({ pid: process.pid, url: url.href, transport });
    expect(health).toMatchObject({ instance: record?.instance });
    ending.abort();
    await ended;
    expect(readServerRecords(dataFolder)).toEqual([]);
  },
);

test("serveMcpHttp() ends at once when it was told so before it began", async () => {
  await serve({ dataFolder: tempFolder(), signal: AbortSignal.abort() });
});

test("serveMcpHttp() frees its port where the address cannot be told, or its record not be written", async () => {
  const dataFolder = tempFolder();
  const full = chattyFault("cannot-write", { message: "Cannot write the result: full", hint: "Make room" });
  let told = "";
  const onListening = (url: string): Promise<void> => ((told = url), Promise.reject(full));
  const { signal } = new AbortController();
  expect(await caught(() => serve({ dataFolder, onListening, signal }))).toBe(full);
  expect(readServerRecords(dataFolder)).toEqual([]);
  await expect(fetch(told)).rejects.toThrow("Unable to connect");
  const file = join(dataFolder, "file");
  writeFileSync(file, "");
  expect((await caught(() => serve({ dataFolder: file, signal }))).message).toContain(file);
});
