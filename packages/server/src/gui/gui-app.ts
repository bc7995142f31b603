/** The page: a form for every command, and what becomes of it. Knows no socket: request in, response out. */

import { Fault } from "@slipway/fault";

import { bugFacts } from "@chatty/daemon/log";

import { asFault } from "../faults.ts";
import { newSecret } from "../http/secret.ts";
import { LIMITS } from "../limits.ts";
import { VERSION } from "../version.ts";
import { commandForm, TOKEN_FIELD } from "./command-form.ts";
import { createEntrance } from "./entrance.ts";
import { failurePage, faultPage } from "./failure-page.ts";
import { markup } from "./markup.ts";
import { pageResponse, redirectTo } from "./page.ts";
import { runFromForm } from "./run-from-form.ts";
import { runMarkup } from "./run-page.ts";
import { sentForm } from "./sent-form.ts";

import type { HttpApp } from "../http/http-app.ts";
import type { Gui, GuiOptions } from "./gui.ts";

/** To be served with `serveHttp()`, which refuses other sites. */
export type GuiApp = Required<HttpApp> & {
  /** The folder that all pages are in. */
  readonly home: string;
  /** What comes behind the origin in the address that lets a browser in. */
  readonly path: string;
};

/** Makes the page of one server. */
export function createGuiApp(options: GuiOptions): GuiApp {
  const ending = new AbortController();
  const token = newSecret();
  const entrance = createEntrance();
  const performing = new Set<Promise<void>>();
  const { home } = entrance;
  const gui = { ...options, token, home, ending: ending.signal, performing };
  return {
    home,
    path: entrance.path,
    async fetch(request, { keepOpen, letClose }) {
      try {
        return entrance.answer(request) ?? (await answer(request, gui, keepOpen));
      } catch (error) {
        if (!(error instanceof Fault)) options.log("error", "Could not answer a request", bugFacts(error));
        return faultPage(asFault(error), home);
      } finally {
        letClose();
      }
    },
    // What runs is not waited for.
    drain: async () => {},
    async close() {
      ending.abort();
      await Promise.race([Promise.all(performing), Bun.sleep(LIMITS.lastAnswersMs)]);
    },
  };
}

const ROUTE = /^(?<kind>commands|runs)\/(?<name>[a-z0-9-]{1,64})(?<cancel>\/cancel)?$/u;

async function answer(request: Request, gui: Gui, keepOpen: () => void): Promise<Response> {
  const { home } = gui;
  const { pathname } = new URL(request.url);
  if (pathname === home) return refusedMethod(request, { allowed: READS, home }) ?? commandsPage(gui);
  const { kind, name = "", cancel } = ROUTE.exec(pathname.slice(home.length))?.groups ?? {};
  if (kind === "runs" && cancel === undefined) {
    return refusedMethod(request, { allowed: READS, home }) ?? runPage(name, gui);
  }
  if (kind === "runs" || (kind === "commands" && cancel === undefined)) {
    const refused = refusedMethod(request, { allowed: ["POST"], home });
    if (refused !== undefined) return refused;
    const form = await sentForm(request, gui);
    keepOpen();
    return kind === "runs" ? cancelRun(name, gui) : runFromForm(name, { form, gui });
  }
  return failurePage(404, { message: "There is no such page", hint: BACK_HINT, home });
}

const BACK_HINT = "Go back to the commands";

const READS = ["GET", "HEAD"];

type Expected = { readonly allowed: readonly string[]; readonly home: string };

function refusedMethod({ method }: Request, { allowed, home }: Expected): Response | undefined {
  if (allowed.includes(method)) return undefined;
  const page = failurePage(405, {
    message: "This page is not there for that",
    hint: BACK_HINT,
    home,
  });
  page.headers.set("allow", allowed.join(", "));
  return page;
}

function commandsPage({ config, token, home }: Gui): Response {
  const { commands } = config.current();
  const problem = config.problem();
  const lines = [problem?.message ?? [], problem?.details ?? []].flat();
  const body = markup`<h1>chatty</h1>
<p>Version ${VERSION}, ${commands.length} commands</p>
${lines.map((line) => markup`<p class="problem">${line}</p>\n`)}${commands.map((command) => commandForm(command, { token, home }))}`;
  return pageResponse({ title: "chatty", body });
}

async function runPage(id: string, gui: Gui): Promise<Response> {
  const run = await gui.runner.run(id);
  const output = await gui.runner.output(id);
  const cancelForm = markup`<form method="post" action="${gui.home}runs/${id}/cancel">
<input type="hidden" name="${TOKEN_FIELD}" value="${gui.token}">
<button>Cancel</button>
</form>
`;
  return pageResponse({
    title: `${run.command} - chatty`,
    body: runMarkup({ run, output, cancelForm, home: gui.home }),
    refreshSeconds: run.state === "running" ? LIMITS.pageRefreshSeconds : undefined,
  });
}

async function cancelRun(id: string, { runner, home }: Gui): Promise<Response> {
  await runner.cancel(id);
  return redirectTo(`${home}runs/${id}`);
}
