/** Serves the page until it is told to stop. */

import { declaredCounts } from "../config/show-config.ts";
import { watchConfig } from "../config/watch-config.ts";
import { serveHttp } from "../http/serve-http.ts";
import { openRunner } from "../runs/runner.ts";
import { createGuiApp } from "./gui-app.ts";

import type { Env } from "../env.ts";
import type { LoopbackHost } from "./address.ts";

export type GuiAddress = {
  readonly host: LoopbackHost;
  /** 0 for any free port. */
  readonly port: number;
};

/** What serving the page needs of chatty. */
export type GuiEnv = Pick<Env, "settings" | "openLog" | "stdout" | "note" | "stopSignal" | "context">;

/**
 * Prints the address that lets a browser in, once the page is there. What was begun on it ends with it.
 *
 * @throws Fault as `readSettings()`, `watchConfig()` and `serveHttp()`
 */
export async function serveGui(address: GuiAddress, env: GuiEnv): Promise<void> {
  // It has an address of its own: that of a server is not looked at.
  const settings = await env.settings({ transport: "stdio" });
  const { log, close } = await env.openLog(settings);
  try {
    const config = await watchConfig(settings.configPath, {
      isNamed: settings.isConfigNamed,
      onChange: (changed) => log("info", "The configuration has changed", declaredCounts(changed)),
      onProblem: ({ message }) => log("warn", "The last good configuration stays", { message }),
    });
    const runner = openRunner({ host: settings.process, context: env.context });
    const ending = new AbortController();
    const signal = AbortSignal.any([env.stopSignal(), ending.signal]);
    try {
      const app = createGuiApp({ config, runner, log });
      // The page lets in by itself; other computers cannot reach it.
      const server = serveHttp({ ...address, token: undefined, app, log, signal });
      try {
        await env.stdout(`${server.origin}${app.path}\n`);
        await env.note("Press Ctrl+C to stop\n");
        await server.ended;
      } finally {
        ending.abort();
        await server.ended;
      }
    } finally {
      config.close();
      await runner.close();
    }
  } finally {
    await close();
  }
}
