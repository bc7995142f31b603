/** `chatty gui` of a user, and a browser's part in it. */

import { onTestFinished } from "vitest";

import { chattyOf, type Ran } from "../../runs/testing/chatty-of.ts";
import { configured } from "../../runs/testing/configured.ts";

import type { User } from "../../runs/testing/user.ts";

export type OpenedPage = {
  readonly user: User;
  /** Without a slash at its end. */
  readonly origin: string;
  /** Loads a page. */
  readonly load: (path: string) => Promise<Loaded>;
  /** Sends the form of a command as browsers do, and goes where that leads. */
  readonly send: (command: string, fields: Fields) => Promise<Loaded>;
  /** Any request, without following. */
  readonly request: (path: string, init?: RequestInit) => Promise<Response>;
  /** What pages of this server know. */
  readonly token: () => Promise<string>;
  readonly stop: () => Promise<Ran>;
};

export type Fields = Readonly<Record<string, string>>;

export type Loaded = { readonly status: number; readonly path: string; readonly text: string };

export async function openedPage(
  commands: Readonly<Record<string, object>> = {},
  words: readonly string[] = [],
): Promise<OpenedPage> {
  const user = configured(commands);
  const stopped = new AbortController();
  const printed = Promise.withResolvers<string>();
  let written = "";
  const ended = chattyOf(user)(["gui", "--port=0", ...words], {
    stop: stopped.signal,
    onWrite(text) {
      written += text;
      const origin = /(?<origin>http:\/\/\S+:\d+)\/\n/u.exec(written)?.groups?.["origin"];
      if (origin !== undefined) printed.resolve(origin);
    },
  });
  void ended.then(({ stderr }) => printed.reject(new Error(stderr)));
  async function stop(): Promise<Ran> {
    stopped.abort();
    return ended;
  }
  onTestFinished(async () => void (await stop()));
  return { user, stop, ...browserAt(await printed.promise) };
}

function browserAt(origin: string): Omit<OpenedPage, "user" | "stop"> {
  function request(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${origin}${path}`, { redirect: "manual", ...init });
  }
  async function load(path: string): Promise<Loaded> {
    const response = await request(path);
    return { status: response.status, path, text: await response.text() };
  }
  async function token(): Promise<string> {
    const found = /name="_token" value="(?<token>[\w-]+)"/u.exec((await load("/")).text);
    return found?.groups?.["token"] ?? "";
  }
  async function send(command: string, fields: Fields): Promise<Loaded> {
    const path = `/commands/${command}`;
    const body = new URLSearchParams({ _token: await token(), ...fields });
    const headers = { origin, "sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate" };
    const response = await request(path, { method: "POST", headers, body });
    const next = response.headers.get("location");
    return next === null ? { status: response.status, path, text: await response.text() } : load(next);
  }
  return { origin, request, load, token, send };
}
