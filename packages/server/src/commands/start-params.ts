/** What chatty-daemon is asked to run for a command. */

import { join } from "node:path";

import { homeFolder } from "@chatty/daemon/places";
import { detailLines } from "@slipway/fault";

import { fitsHeader } from "./header-value.ts";
import { invalidInput } from "./invalid-input.ts";
import { openerOf } from "./opener.ts";
import { filledIn } from "./placeholders.ts";
import { programWords } from "./program-words.ts";
import { requestBody } from "./request-body.ts";
import { shown } from "./shown.ts";
import { filledUrl } from "./url-template.ts";

import type { StartHttp, StartProgram, StartRunParams } from "@chatty/daemon/protocol";
import type { Command, HttpAction, OpenAction, ProgramAction, RunAction, ShellAction } from "./command.ts";
import type { Input } from "./field.ts";

/** A command that is run by the daemon: every one but the functions. */
export type RunCommand = Command & { readonly does: RunAction };

export type StartOptions = {
  /** As `readInput` gave it. */
  readonly input: Input;
  /** The system that it will run on. */
  readonly platform: NodeJS.Platform;
  /** Of the user who asks: how their screen is reached is not known to a shared daemon. Left out: none. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** What `~` stands for; left out: the user's. */
  readonly home?: string;
};

/** @throws Fault `invalid-input` for values that cannot stand where the declaration puts them */
export function startParams(command: RunCommand, options: StartOptions): StartRunParams {
  const { does } = command;
  const filling: Filling = { ...options, command };
  switch (does.kind) {
    case "program":
      return programParams(does, filling);
    case "shell":
      return shellParams(does, filling);
    case "open":
      return openParams(does, filling);
    case "http":
      return httpParams(does, filling);
  }
}

type Filling = StartOptions & { readonly command: RunCommand };

function programParams(does: ProgramAction, filling: Filling): StartProgram {
  const { command, input, home } = filling;
  const { words, problems } = programWords(does.argv, { fields: command.input, input });
  const env = filledTexts(does.env ?? {}, filling);
  const stdin = does.stdin === undefined ? undefined : filledText(does.stdin, filling);
  expectNone(command, [...problems, ...nulProblems(input)]);
  const [program = "", ...rest] = words;
  return {
    kind: "program",
    command: command.name,
    argv: [atHome(program, home), ...rest],
    ...(does.cwd === undefined ? {} : { cwd: atHome(does.cwd, home) }),
    ...(does.env === undefined ? {} : { env }),
    ...(stdin === undefined ? {} : { stdin }),
    ...timeLimit(does),
  };
}

function shellParams(does: ShellAction, filling: Filling): StartProgram {
  const { command, input, platform, home } = filling;
  expectNone(command, nulProblems(input));
  const inputs = Object.entries(input).map(([name, value]) => [inputVariable(name), String(value)]);
  return {
    kind: "program",
    command: command.name,
    argv:
      platform === "win32"
        ? ["powershell", "-NoProfile", "-Command", does.script]
        : ["/bin/sh", "-c", does.script],
    ...(does.cwd === undefined ? {} : { cwd: atHome(does.cwd, home) }),
    env: { ...filledTexts(does.env ?? {}, filling), ...Object.fromEntries(inputs) },
    ...timeLimit(does),
  };
}

/** The variable in which a script finds a value. */
function inputVariable(name: string): string {
  return `INPUT_${name.toUpperCase()}`;
}

function openParams(does: OpenAction, filling: Filling): StartProgram {
  const { command, platform, variables = {} } = filling;
  const url = urlOf(does, filling);
  const screen = SCREEN.flatMap((name) => (variables[name] === undefined ? [] : [[name, variables[name]]]));
  return {
    kind: "program",
    command: command.name,
    argv: openerOf(platform, url),
    ...(screen.length === 0 ? {} : { env: Object.fromEntries(screen) }),
  };
}

/** How programs reach the user's screen and session, and which browser they like. */
const SCREEN = [
  "BROWSER",
  "DBUS_SESSION_BUS_ADDRESS",
  "DESKTOP_SESSION",
  "DISPLAY",
  "KDE_FULL_SESSION",
  "KDE_SESSION_VERSION",
  "WAYLAND_DISPLAY",
  "XAUTHORITY",
  "XDG_CURRENT_DESKTOP",
  "XDG_DATA_DIRS",
  "XDG_SESSION_TYPE",
] as const;

function httpParams(does: HttpAction, filling: Filling): StartHttp {
  const { command, input } = filling;
  const url = urlOf(does, filling);
  const headers = filledTexts(does.headers ?? {}, filling);
  expectNone(command, headerProblems(does.headers ?? {}, filling));
  const body = does.body === undefined ? undefined : requestBody(does.body, { fields: command.input, input });
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  const typed = body?.isJson === true && !hasType ? { "content-type": "application/json" } : {};
  return {
    kind: "http",
    command: command.name,
    url,
    method: does.method ?? "GET",
    headers: { ...typed, ...headers },
    ...(body === undefined ? {} : { body: body.text }),
    ...(does.account === undefined ? {} : { account: does.account }),
    ...(does.provider === undefined ? {} : { provider: does.provider }),
    ...timeLimit(does),
  };
}

function urlOf({ url }: OpenAction | HttpAction, { command, input }: Filling): string {
  const filled = filledUrl(url, { fields: command.input, input });
  expectNone(command, filled.problems);
  return filled.url;
}

/** Texts by name, with their placeholders filled in; what has no value is left out. */
function filledTexts(texts: Readonly<Record<string, string>>, filling: Filling): Record<string, string> {
  const filled = Object.entries(texts).map(([name, text]) => [name, filledText(text, filling)] as const);
  return Object.fromEntries(filled.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function filledText(text: string, { command, input }: Filling): string | undefined {
  const value = filledIn(text, { fields: command.input, input });
  return value === undefined ? undefined : String(value);
}

function timeLimit({ timeout_ms }: Pick<ProgramAction, "timeout_ms">): { readonly timeout_ms?: number } {
  return timeout_ms === undefined ? {} : { timeout_ms };
}

function atHome(path: string, home: string | undefined): string {
  if (path === "~") return home ?? homeFolder();
  return path.startsWith("~/") ? join(home ?? homeFolder(), path.slice(2)) : path;
}

/** Neither an argument nor a variable can hold a NUL. */
function nulProblems(input: Input): readonly string[] {
  return Object.entries(input)
    .filter(([, value]) => typeof value === "string" && value.includes("\0"))
    .map(([name]) => `${name}: found a NUL in it, wanted a text without`);
}

function headerProblems(headers: Readonly<Record<string, string>>, filling: Filling): readonly string[] {
  return Object.entries(filledTexts(headers, filling))
    .filter(([, value]) => !fitsHeader(value))
    .map(([name, value]) => {
      return `${(headers[name] ?? "").slice(1, -1)}: found ${shown(value)}, wanted a text that fits a header`;
    });
}

function expectNone(command: RunCommand, problems: readonly string[]): void {
  if (problems.length > 0) {
    throw invalidInput(
      command,
      detailLines(problems, (problem) => problem),
    );
  }
}
