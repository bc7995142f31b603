/** Serves the page until it is told to stop. */

import { chattyFault } from "../faults.ts";
import { hasCode } from "../output.ts";
import { hostInUrl, type LoopbackHost } from "./address.ts";
import { guiHandler } from "./handler.ts";

import type { Command } from "../commands/command.ts";
import type { Env } from "../env.ts";

export type GuiOptions = {
  readonly commands: readonly Command[];
  readonly host: LoopbackHost;
  /** 0 for any free port. */
  readonly port: number;
  readonly env: Pick<Env, "stdout" | "stderr" | "stopSignal">;
};

type Address = Pick<GuiOptions, "host" | "port">;

/**
 * Prints the page's address once it is there.
 *
 * @throws Fault `port-in-use`, `cannot-listen`
 */
export async function serveGui({ commands, host, port, env }: GuiOptions): Promise<void> {
  const stop = env.stopSignal();
  const server = listen(guiHandler(commands), { host, port });
  try {
    await env.stdout(`http://${hostInUrl(host)}:${server.port}/\n`);
    await env.stderr("Press Ctrl+C to stop\n");
    await aborted(stop);
  } finally {
    await server.stop(true);
  }
}

function listen(handle: ReturnType<typeof guiHandler>, { host, port }: Address): Bun.Server<undefined> {
  try {
    return Bun.serve({
      hostname: host,
      port,
      // Left out, Bun 1.4.4 on Linux lets a second process listen on the same port.
      reusePort: false,
      development: false,
      fetch(request, server) {
        const { pathname } = new URL(request.url);
        const { method, headers } = request;
        return handle({ method, pathname, host: headers.get("host"), port: server.port ?? 0 });
      },
    });
  } catch (cause) {
    throw cannotListen(cause, { host, port });
  }
}

function cannotListen(cause: unknown, { host, port }: Address): Error {
  const at = `${hostInUrl(host)}:${port}`;
  if (hasCode(cause, "EADDRINUSE")) {
    return chattyFault("port-in-use", {
      message: `Cannot listen on "${at}": the port is taken by another program`,
      hint: "Use another port, or --port=0 for any free one",
      cause,
    });
  }
  return chattyFault("cannot-listen", {
    message: `Cannot listen on "${at}": ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: "Use another --port or --host",
    cause,
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
