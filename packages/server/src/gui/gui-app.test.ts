import { expect, test } from "vitest";

import { RUN, scriptedRunner } from "../mcp/testing/scripted-runner.ts";
import { createGuiApp, type GuiApp } from "./gui-app.ts";

import type { Command } from "../commands/command.ts";
import type { HttpBindings } from "../http/http-app.ts";

const COMMAND: Command = {
  name: "slow",
  description: "Take long",
  readOnly: true,
  input: {},
  does: { kind: "shell", script: "sleep 100" },
  origin: "configuration",
};

/** What the app asks of its connection, in order. */
function bindings(asked: string[]): HttpBindings {
  return { keepOpen: () => void asked.push("open"), letClose: () => void asked.push("close") };
}

/** The app with a command that runs until it is cancelled, and a browser that was let in. */
async function opened(): Promise<GuiApp & { browser: Record<string, string>; token: string }> {
  const app = createGuiApp({
    config: {
      current: () => ({ path: "", isThere: false, commands: [COMMAND], prompts: [] }),
      problem: () => undefined,
    },
    runner: scriptedRunner({
      async perform({ signal, onStart }) {
        onStart?.(RUN);
        await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
        return { ok: false, value: {} };
      },
    }),
    log: () => undefined,
  });
  const letIn = await app.fetch(new Request(`http://127.0.0.1:1${app.path}`), bindings([]));
  const browser = { cookie: letIn.headers.get("set-cookie")?.split(";")[0] ?? "" };
  const page = await app.fetch(
    new Request(`http://127.0.0.1:1${app.home}`, { headers: browser }),
    bindings([]),
  );
  const token = /name="_token" value="(?<token>[\w-]+)"/u.exec(await page.text())?.groups?.["token"];
  return { ...app, browser, token: token ?? "" };
}

test("createGuiApp() lets an answer take its time, and the connection be closed when it is made", async () => {
  const { home, fetch, browser, token, drain, close } = await opened();
  const body = new URLSearchParams({ _token: token });
  const request = new Request(`http://127.0.0.1:1${home}commands/slow`, {
    method: "POST",
    body,
    headers: browser,
  });
  const asked: string[] = [];
  expect((await fetch(request, bindings(asked))).status).toBe(303);
  expect(asked).toEqual(["open", "close"]);
  const foreign: string[] = [];
  expect((await fetch(new Request("http://127.0.0.1:1/"), bindings(foreign))).status).toBe(403);
  expect(foreign).toEqual(["close"]);
  // What runs is not waited for, but ends with the page.
  await drain();
  await close();
});
