/** Plants secrets everywhere one can come from, uses everything, and looks for them in everything that came out. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";

import { expect, test } from "vitest";

import { CLIENT_SECRET } from "./testing/authorization-server.ts";
import { browser } from "./testing/browser.ts";
import { API, type Harness, harness, pending, urlOf } from "./testing/harness.ts";

import type { Accounts } from "./accounts.ts";
import type { Provider } from "./provider.ts";

const PASSPHRASE = "planted-passphrase-41be";
const KEY = "planted-key-c0ffee-58";
const ALMOST_OVER_MS = 3_570_000;

/** Everything that was answered or thrown, with all that hangs on it. */
type Said = unknown[];

async function say(said: Said, action: () => Promise<unknown>): Promise<void> {
  try {
    said.push(await action());
  } catch (error) {
    said.push(error);
  }
}

function everythingSaid(said: Said): string {
  return said
    .map((item) => `${JSON.stringify(item)}\n${inspect(item, { depth: 20, showHidden: true })}`)
    .join("\n");
}

/** The names and contents of all files below a folder. */
function everythingWritten(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => `${path}\n${readFileSync(path, "latin1")}`)
    .join("\n");
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .slice(4, -4),
  );
  const base64Url = base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  return [secret, encodeURIComponent(secret), bytes.toString("hex"), ...base64, ...base64Url];
}

async function useEverything({ server, clock, restarted, providers }: Harness, said: Said): Promise<void> {
  const keys: Provider = {
    id: "keys",
    kind: "api_key",
    hosts: [new URL(server.issuer).host],
    check: { url: `${server.issuer}/me` },
  };
  const accounts = restarted({ providers: [...providers, keys], passphrase: PASSPHRASE });
  for (const provider of ["web", "web-secret", "web"]) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one login after the other
    await logInSaying(accounts, provider, said);
  }
  await say(said, async () => {
    const { login } = pending(await accounts.login({ provider: "keys" }));
    await say(said, () => accounts.verify({ login, key: KEY }));
    return accounts.verify({ login, key: `${KEY} ${KEY}` });
  });
  await say(said, () => accounts.authorize("web", { url: "https://evil.example/" }));
  clock.advance(ALMOST_OVER_MS);
  await accounts.authorize("web", { url: API });
  clock.advance(3_600_000);
  // A server that repeats all it is sent, in every place an answer has.
  for (const status of [200, 302, 400, 401, 500]) {
    echoAll(server, status);
    // oxlint-disable-next-line eslint/no-await-in-loop -- one misbehaviour after the other
    await say(said, () => accounts.authorize("web-secret", { url: API }));
  }
  server.intercept = undefined;
  await say(said, () => accounts.logout({ account: "web" }));
  echoAll(server, 400, "invalid_grant");
  await say(said, () => accounts.authorize("web-secret", { url: API }));
  await say(said, () => restarted({ passphrase: `${PASSPHRASE}!` }).login({ provider: "web" }));
  await say(said, () => restarted().login({ provider: "web", passphrase: `${PASSPHRASE}?` }));
  await say(said, () => accounts.status());
  await say(said, () => accounts.listAccounts());
}

async function logInSaying(accounts: Accounts, provider: string, said: Said): Promise<void> {
  await say(said, async () => {
    const started = pending(await accounts.login({ provider }));
    said.push(started);
    const verified = accounts.verify({ login: started.login });
    await browser().logIn(urlOf(started.next));
    return verified;
  });
}

function echoAll(server: Harness["server"], status: number, error?: string): void {
  const tokens = [...server.secrets, CLIENT_SECRET];
  server.intercept = ({ path }, response) => {
    if (path !== "/token") return undefined;
    const said = tokens.join(" ");
    const body = {
      error: error ?? said,
      error_description: said,
      access_token: "",
      token_type: said,
      refresh_token: said,
    };
    const headers = {
      "content-type": "application/json",
      location: `https://evil.example/?${encodeURIComponent(said)}`,
      ...(status === 401 ? { "www-authenticate": `Bearer error="${said}"` } : {}),
    };
    response.writeHead(status, headers).end(JSON.stringify(body));
    return "answered";
  };
}

test("no secret is in an answer, a fault or its causes, or a file", async () => {
  const own = await harness();
  const said: Said = [];
  await useEverything(own, said);
  const [answers, files] = [everythingSaid(said), everythingWritten(own.folder)];
  const planted = [PASSPHRASE, KEY, CLIENT_SECRET, ...own.server.secrets];
  // Access, refresh and identity tokens of three logins and a refresh.
  expect(planted.length).toBeGreaterThanOrEqual(3 + 3 * 3);
  expect(said.length).toBeGreaterThanOrEqual(18);
  expect(answers).toContain("provider-refused");
  expect(files).toContain("secrets.json");
  for (const form of planted.flatMap(formsOf)) {
    expect(answers.includes(form), `${form} was answered`).toBe(false);
    expect(files.includes(form), `${form} was written`).toBe(false);
  }
});
