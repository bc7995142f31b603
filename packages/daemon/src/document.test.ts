/** The document has what the daemon has, and its examples are run as they are written. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { readProviders } from "./accounts/index.ts";
import { readCommandLine } from "./command-line.ts";
import { DAEMON_LIMITS } from "./limits.ts";
import { daemonProtocol, RUN_STATES } from "./protocol/index.ts";
import { RUN_LIMITS } from "./runs/limits.ts";
import { STORE_LIMITS } from "./store/limits.ts";
import { sampleRun } from "./store/testing/sample-run.ts";
import { daemonEnv, MAIN } from "./testing/daemon-process.ts";
import { WEBHOOK_LIMITS } from "./webhooks/limits.ts";
import { runEvent } from "./webhooks/run-event.ts";
import { signWith } from "./webhooks/signature.ts";
import { SECRET } from "./webhooks/testing/receiver.ts";

const PATH = resolve(import.meta.dirname, "..", "..", "..", "docs", "daemon.md");
const TEXT = readFileSync(PATH, "utf8");

function blocks(language: string): readonly string[] {
  return [...TEXT.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gmu"))].flatMap(
    ([, code]) => code ?? [],
  );
}

test("it has every method, every state and every variable", () => {
  const methods = [...TEXT.matchAll(/^### `([a-z_]+)`$/gmu)].flatMap(([, name]) => name ?? []);
  expect(new Set(methods)).toEqual(new Set(Object.keys(daemonProtocol)));
  expect([...TEXT.matchAll(/^\| `([a-z_]+)` /gmu)].map(([, state]) => state)).toEqual([...RUN_STATES]);
  const help = readCommandLine(["--help"], { version: "", versionText: "", idle: undefined });
  const text = help.kind === "print" ? help.text : "";
  for (const name of methods) expect(text).toContain(name);
  const variables = [...text.matchAll(/CHATTY_[A-Z_]+/gu)].map(([name]) => name);
  expect([...TEXT.matchAll(/^\| `(CHATTY_[A-Z_]+)`/gmu)].map(([, name]) => name)).toEqual(variables);
});

test("its numbers are those of the limits", () => {
  expect(DAEMON_LIMITS).toMatchObject({ idleMs: 600_000, oldLogFiles: 2, recoverEveryMs: 60_000 });
  expect(DAEMON_LIMITS.socketPathBytes).toEqual({ linux: 107, others: 103 });
  expect(RUN_LIMITS).toMatchObject({ graceMs: 5000, leftoverMs: 1000, outputCapBytes: 67_108_864 });
  expect(RUN_LIMITS.requestTimeLimitMs).toBe(300_000);
  expect(STORE_LIMITS).toMatchObject({
    listRuns: 1000,
    keptRuns: 5000,
    keptAgeMs: 7_776_000_000,
    keptOutputBytes: 4_294_967_296,
  });
});

test("its numbers of webhooks are those of the limits", () => {
  expect(WEBHOOK_LIMITS).toMatchObject({
    attemptMs: 10_000,
    pauseFirstMs: 5000,
    pauseFactor: 4,
    attempts: 14,
  });
  expect(WEBHOOK_LIMITS).toMatchObject({ pauseMostMs: 21_600_000, retryAfterMostMs: 21_600_000 });
  expect(WEBHOOK_LIMITS).toMatchObject({ pauseLeastPart: 0.5, ageMs: 3 * DAY_MS });
  expect(WEBHOOK_LIMITS).toMatchObject({ keptDead: 1000, keptDeadAgeMs: 30 * DAY_MS });
});

const DAY_MS = 86_400_000;

test("its providers can be declared", () => {
  const [, text = ""] = blocks("json");
  const kinds = readProviders(JSON.parse(text), PATH).map(({ kind }) => kind);
  expect(kinds).toEqual(["api_key", "oauth_code", "oauth_device"]);
});

test("its webhook is what is sent, and its receiver knows one by the signature", async () => {
  const [told = ""] = blocks("json");
  const run = sampleRun({ state: "exited", exitCode: 0, endedAtMs: Date.now() });
  const { id, body } = runEvent(run);
  const event: unknown = JSON.parse(body);
  expect(membersOf(JSON.parse(told))).toEqual(membersOf(event));
  for (const state of RUN_STATES.filter((name) => name !== "running"))
    expect(TEXT).toContain(`\`run.${state}\``);

  const [receiver = ""] = blocks("ts");
  const path = join(tempFolder(), "receiver.ts");
  writeFileSync(path, receiver);
  const { isGenuine }: Receiver = await import(path);
  const timestampSeconds = Math.floor(Date.now() / 1000);
  function headers(timeSeconds: number, change: (signature: string) => string = (same) => same): Headers {
    const signature = signWith(SECRET)({ id, timestampSeconds: timeSeconds, body });
    const named = { id, timestamp: String(timeSeconds), signature: change(signature) };
    return new Headers(Object.entries(named).map(([name, value]) => [`webhook-${name}`, value]));
  }
  const good = headers(timestampSeconds);
  expect(isGenuine(good, body, SECRET)).toBe(true);
  expect(isGenuine(good, `${body} `, SECRET)).toBe(false);
  expect(isGenuine(good, body, `whsec_${btoa("another")}`)).toBe(false);
  expect(isGenuine(new Headers(), body, SECRET)).toBe(false);
  expect(isGenuine(headers(timestampSeconds - 600), body, SECRET)).toBe(false);
  for (const change of [(text: string) => text.slice(1), (text: string) => text.replace("v1", "vé")])
    expect(isGenuine(headers(timestampSeconds, change), body, SECRET)).toBe(false);
});

type Receiver = { readonly isGenuine: (headers: Headers, body: string, secret: string) => boolean };

/** The names of all members, those of members included. */
function membersOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, membersOf(member)]));
}

test.skipIf(process.platform === "win32")("its commands do what they say", async () => {
  const folder = tempFolder();
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "chatty-daemon"), `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`, {
    mode: 0o700,
  });
  const path = `${bin}:${process.env["PATH"] ?? ""}`;
  const env = daemonEnv({ folder: join(folder, "data"), env: { PATH: path, CHATTY_IDLE: "20000" } });
  const [asks = "", detaches = ""] = blocks("sh");
  const asked = await printed(asks, env);
  expect(asked).toMatchObject({ id: 1, result: { status: "running", name: "chatty-daemon" } });
  const { pid, ...reached } = await detached(detaches, env);
  process.kill(pid, "SIGTERM");
  const socket = join(folder, "data", "run", "daemon.sock");
  expect(reached).toMatchObject({ socket, started: true });
  await expect.poll(() => existsSync(socket), { timeout: 10_000 }).toBe(false);
});

async function printed(script: string, env: Readonly<Record<string, string>>): Promise<unknown> {
  const child = Bun.spawn(["sh", "-c", script], { env: { ...env }, stderr: "inherit" });
  const text = await new Response(child.stdout).text();
  expect(await child.exited).toBe(0);
  return JSON.parse(text);
}

type Reached = { readonly pid: number; readonly socket: unknown; readonly started: unknown };

async function detached(script: string, env: Readonly<Record<string, string>>): Promise<Reached> {
  const found = await printed(script, env);
  if (typeof found !== "object" || found === null || !("pid" in found)) throw new Error("no object");
  const { pid } = found;
  if (typeof pid !== "number") throw new Error("no process");
  return {
    pid,
    socket: "socket" in found ? found.socket : undefined,
    started: "started" in found ? found.started : undefined,
  };
}
