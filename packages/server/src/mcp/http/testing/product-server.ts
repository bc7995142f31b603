/** chatty itself as a server of HTTP, in a process of its own. */

import { readFileSync } from "node:fs";

import { onTestFinished } from "vitest";

import type { User } from "../../../testing/both.ts";

export type ProductServer = {
  /** Such as `http://127.0.0.1:8080`. */
  readonly origin: string;
  readonly port: number;
  readonly pid: number;
  /** Tells it to end; its exit code. */
  readonly stop: () => Promise<number>;
  readonly stderr: () => Promise<string>;
  /** What it holds in memory now, in bytes; of Linux. */
  readonly memoryBytes: () => number;
};

/** `command` starts chatty; ends with the test. */
export async function startProduct(command: readonly string[], user: User): Promise<ProductServer> {
  const args = ["server", "start", "--transport", "sse", "--port", "0"];
  const child = Bun.spawn([...command, ...args], {
    env: user.env,
    cwd: user.cwd,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  onTestFinished(() => child.kill("SIGKILL"));
  const stderr = new Response(child.stderr).text();
  const { value } = await child.stdout.getReader().read();
  const { origin, port } = new URL(new TextDecoder().decode(value).trim());
  return {
    origin,
    port: Number(port),
    pid: child.pid,
    stderr: () => stderr,
    stop() {
      child.kill("SIGTERM");
      return child.exited;
    },
    memoryBytes() {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      return Number(/^VmRSS:\s+(?<size>\d+) kB/mu.exec(status)?.groups?.["size"]) * 1024;
    },
  };
}
