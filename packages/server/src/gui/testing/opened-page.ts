/** `chatty gui` of a user, and a browser's part in it. */

import { onTestFinished } from "vitest";

import { chattyOf, type Ran } from "../../runs/testing/chatty-of.ts";
import { configured } from "../../runs/testing/configured.ts";

import type { User } from "../../runs/testing/user.ts";

export type OpenedPage = {
  readonly user: User;
  /** Without a slash at its end. */
  readonly origin: string;
  /** What was printed, and has been opened once. */
  readonly address: string;
  /** The folder of all pages, to which every path of this browser belongs: `/` is the list of commands. */
  readonly home: string;
  /** Loads a page. */
  readonly load: (path: string) => Promise<Loaded>;
  /** Sends the form of a command as browsers do, and goes where that leads. */
  readonly send: (command: string, fields: Fields) => Promise<Loaded>;
  /** Any request of that browser, without following. */
  readonly request: (path: string, init?: RequestInit) => Promise<Response>;
  /** The same, of somebody else on this computer, who may ask for any path of the origin. */
  readonly stranger: (path: string, init?: RequestInit) => Promise<Response>;
  /** What pages of this server know. */
  readonly token: () => Promise<string>;
  readonly stop: () => Promise<Ran>;
};

export type Fields = Readonly<Record<string, string>>;

export type Loaded = { readonly status: number; readonly path: string; readonly text: string };

type Opening = {
  /** More words of the command line. */
  readonly words?: readonly string[];
  /** More variables of the environment. */
  readonly variables?: Readonly<Record<string, string>>;
};

export async function openedPage(
  commands: Readonly<Record<string, object>> = {},
  { words = [], variables = {} }: Opening = {},
): Promise<OpenedPage> {
  const user = configured(commands, variables);
  const stopped = new AbortController();
  const printed = Promise.withResolvers<string>();
  let written = "";
  const ended = chattyOf(user)(["gui", "--port=0", ...words], {
    stop: stopped.signal,
    onWrite(text) {
      written += text;
      const address = /(?<address>http:\/\/\S+:\d+\/[\w-]{43}\/\?key=[\w-]{43})\n/u.exec(written)?.groups?.[
        "address"
      ];
      if (address !== undefined) printed.resolve(address);
    },
  });
  void ended.then(({ stderr }) => printed.reject(new Error(stderr)));
  async function stop(): Promise<Ran> {
    stopped.abort();
    return ended;
  }
  onTestFinished(async () => void (await stop()));
  return { user, stop, ...(await browserAt(await printed.promise)) };
}

async function browserAt(address: string): Promise<Omit<OpenedPage, "user" | "stop">> {
  const { origin, pathname: home, search } = new URL(address);
  function stranger(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${origin}${path}`, { redirect: "manual", ...init });
  }
  const letIn = await stranger(`${home}${search}`);
  const cookie = letIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  function request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...Object.fromEntries(new Headers(init.headers)), cookie };
    return stranger(`${home}${path.slice(1)}`, { ...init, headers });
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
    return next === null
      ? { status: response.status, path, text: await response.text() }
      : load(next.replace(home, "/"));
  }
  return { origin, address, home, request, stranger, load, token, send };
}
