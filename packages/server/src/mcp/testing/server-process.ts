/** chatty as a process of its own, spoken to line by line, also badly. */

import { readFileSync } from "node:fs";

import { onTestFinished } from "vitest";
import * as z from "zod";

import type { ServerProcess as Start } from "./hosts.ts";

const messageSchema = z.looseObject({
  jsonrpc: z.literal("2.0"),
  id: z.unknown().optional(),
  method: z.string().optional(),
});

export type RunningServer = {
  readonly send: (...messages: readonly object[]) => void;
  readonly sendText: (text: string) => void;
  /** Resolves to the answer to the request `id`. Every line of standard output must be a message. */
  readonly answer: (id: number) => Promise<unknown>;
  /** Resolves to the first notification of that method. */
  readonly notification: (method: string) => Promise<unknown>;
  /** Ends standard input. */
  readonly end: () => void;
  /** Reads no more of standard output, as a client that has gone. */
  readonly leave: () => Promise<void>;
  /** As hosts do with what does not end in time. */
  readonly kill: () => void;
  readonly exited: Promise<number>;
  readonly stderr: () => Promise<string>;
  readonly largestMemoryBytes: () => number;
};

/** Past the handshake of 2025, whose request has the id 0. */
export async function startedServer({ command, args, env, cwd }: Start): Promise<RunningServer> {
  const child = Bun.spawn([command, ...args], { env, cwd, stdin: "pipe", stdout: "pipe", stderr: "pipe" });
  onTestFinished(() => child.kill("SIGKILL"));
  const reader = child.stdout.getReader();
  const stderr = new Response(child.stderr).text();
  /** Answers by id, and of each method of notifications the first. */
  const heard = new Map<unknown, unknown>();
  let rest = "";

  function sendText(text: string): void {
    void child.stdin.write(text);
    void child.stdin.flush();
  }
  function send(...messages: readonly object[]): void {
    sendText(messages.map((message) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`).join(""));
  }

  async function until(key: number | string): Promise<unknown> {
    const decoder = new TextDecoder();
    while (!heard.has(key)) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- a stream is read in order
      const { value } = await reader.read();
      if (value === undefined) throw new Error(`ended without ${key}: ${await stderr}`);
      const lines = `${rest}${decoder.decode(value, { stream: true })}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const message = messageSchema.parse(JSON.parse(line));
        if (!heard.has(message.id ?? message.method)) heard.set(message.id ?? message.method, message);
      }
    }
    return heard.get(key);
  }

  const clientInfo = { name: "test", version: "1" };
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
  send({ id: 0, method: "initialize", params }, { method: "notifications/initialized" });
  await until(0);
  return {
    send,
    sendText,
    answer: until,
    notification: until,
    end: () => void child.stdin.end(),
    leave: () => reader.cancel(),
    kill: () => child.kill("SIGKILL"),
    exited: child.exited,
    stderr: () => stderr,
    largestMemoryBytes: () => peakBytes(child.pid),
  };
}

/** As Linux knows it. */
function peakBytes(pid: number): number {
  const kibibytes = /VmHWM:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kibibytes) * 1024;
}
