import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { toolCalls } from "./calls.ts";
import { idleClients } from "./idle-clients.ts";
import { starts, stdioStarts, waiting } from "./starts.ts";

const ENV = { variables: { PATH: process.env["PATH"] ?? "" } };

function script(text: string): string {
  const path = join(tempFolder(), "server");
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

const MINIMAL = [process.execPath, join(import.meta.dirname, "minimal-server.ts")];

describe.skipIf(process.platform === "win32")("the measures", () => {
  test("of starts take time, and refuse a program that fails", async () => {
    expect((await starts(["/bin/sh", "-c", "exit 0"], ENV)).measuredMs).toBeGreaterThan(0);
    await expect(starts(["/bin/sh", "-c", "exit 3"], ENV)).rejects.toThrow("ended with 3");
  });

  test("of servers take time and memory, and refuse another answer", async () => {
    const answering = script(`read -r _; echo '{"result":{"protocolVersion":"2025-11-25"}}'; read -r _`);
    const found = await stdioStarts([answering], ENV);
    expect(found.measuredMs).toBeGreaterThan(0);
    if (process.platform === "linux") expect(found.peakBytes).toBeGreaterThan(100_000);
    const refusing = script(`read -r _; echo '{"error":{"code":-32603}}'; read -r _`);
    await expect(stdioStarts([refusing], ENV)).rejects.toThrow("-32603");
  });

  test("of what waits ask nothing", async () => {
    expect((await waiting([script("echo hello; read -r _; exit 0")], ENV)).measuredMs).toBeGreaterThan(0);
  });

  test("of calls take the minimal server, and refuse one that does not start", async () => {
    expect((await toolCalls(MINIMAL, ENV)).measuredMs).toBeGreaterThan(0);
    await expect(toolCalls(["/bin/sh", "-c", "echo no"], ENV)).rejects.toThrow("ended: no");
  });

  test("of idle clients refuse a server that keeps none", async () => {
    await expect(idleClients(MINIMAL, ENV)).rejects.toThrow("HTTP/1.1 4");
  });
});
