import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { type Chatty, chattyOf, type Ran } from "../runs/testing/chatty-of.ts";
import { configured } from "../runs/testing/configured.ts";
import { type ProviderServer, providerServer } from "./testing/provider-server.ts";

import type { User } from "../runs/testing/user.ts";

const DAEMON = join(import.meta.dirname, "..", "..", "..", "daemon", "src", "main.ts");

type World = { readonly someone: User; readonly chatty: Chatty; readonly server: ProviderServer };

function world(env: Readonly<Record<string, string>> = {}): World {
  const someone = configured({}, { CHATTY_KEYRING: "off", ...env });
  return { someone, chatty: chattyOf(someone), server: providerServer(someone.data) };
}

async function accounts(chatty: Chatty): Promise<unknown> {
  return JSON.parse((await chatty(["accounts", "list", "--json"])).stdout);
}

/** What a command line writes until it matches. */
function written(
  chatty: Chatty,
  { words, pattern }: { readonly words: readonly string[]; readonly pattern: RegExp },
): { readonly found: Promise<string>; readonly ran: Promise<Ran> } {
  const { promise: found, resolve } = Promise.withResolvers<string>();
  const ran = chatty(words, {
    onWrite(text) {
      const [, match] = pattern.exec(text) ?? [];
      if (match !== undefined) resolve(match);
    },
  });
  return { found, ran };
}

describe.skipIf(process.platform === "win32")("chatty accounts", () => {
  test("logs in with a key from standard input, lists the account, and logs out", async () => {
    const { chatty, server } = world();
    expect(await chatty(["accounts", "list"])).toMatchObject({
      stdout: "",
      stderr: expect.stringMatching(/^No accounts yet: /u),
    });
    const login = await chatty(["accounts", "login", "keys", "--account", "mine"], { stdin: "right\n" });
    expect(login).toEqual({ exitCode: 0, stdout: 'Logged in with keys as "mine"\n', stderr: "" });
    expect(server.authorizations).toEqual(["Bearer right"]);
    expect(await accounts(chatty)).toMatchObject({
      accounts: [{ account: "mine", provider: "keys", state: "ready" }],
    });
    expect((await chatty(["accounts", "list"])).stdout).toMatch(/^ACCOUNT +.*\nmine +keys +ready +-\n$/u);
    expect((await chatty(["accounts", "logout", "mine"])).stdout).toBe(
      'Logged out of "mine": chatty has forgotten its credentials, its provider may still take them\n',
    );
    expect(await accounts(chatty)).toEqual({ accounts: [] });
  });

  test("sends the credentials of an account with a request", async () => {
    const { someone, server } = world();
    await chattyOf(someone)(["accounts", "login", "keys"], { stdin: "right" });
    const does = { kind: "http", url: `${server.url}/me`, account: "keys" };
    const command = { description: "Ask who I am", readOnly: true, does };
    const chatty = chattyOf(withCommands(someone, { me: command }));
    expect(await chatty(["run", "me"])).toMatchObject({ exitCode: 0 });
    expect(server.authorizations).toEqual(["Bearer right", "Bearer right"]);
  });

  test("asks for a second factor, and takes it from the next line", async () => {
    const { chatty } = world();
    const login = await chatty(["accounts", "login", "factor", "--json"], { stdin: "key\r\n123456\r\n" });
    expect(login).toMatchObject({ exitCode: 0, stderr: "" });
    expect(JSON.parse(login.stdout)).toMatchObject({ state: "logged_in", account: { account: "factor" } });
  });

  test.each([
    ["login keys", "wrong\n", 1, "key-refused"],
    ["login keys", "", 2, "no-key"],
    ["login keys", "\n", 2, "no-key"],
    ["login keys", "x".repeat(70_000), 2, "invalid-value"],
    ["login factor", "key\n", 2, "no-key"],
    ["login nobody", "", 2, "provider-unknown"],
    ["login", "", 2, "missing-argument"],
    ["login keys --account=/", "", 2, "account-name-invalid"],
    ["logout nobody", "", 2, "account-unknown"],
    ["verify nothing", "", 2, "login-unknown"],
    ["verify nothing --give=key", "key", 2, "login-unknown"],
    ["login keys --no-wait", "", 4, "no-shared-daemon"],
  ])("refuses %j with %j on standard input", async (words, stdin, exitCode, code) => {
    const { chatty } = world();
    const ran = await chatty(["accounts", ...words.split(" "), "--json"], { stdin });
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code } });
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.stderr).not.toContain("wrong");
  });

  test("shows the address to log in at, and waits for the browser", async () => {
    const { chatty, server } = world();
    const { found, ran } = written(chatty, {
      words: ["accounts", "login", "web"],
      pattern: /^ {2}(http\S+)$/mu,
    });
    const address = new URL(await found);
    expect(address.href).toContain(`${server.url}/authorize?`);
    const back = new URL(address.searchParams.get("redirect_uri") ?? "");
    back.search = new URLSearchParams({
      code: "c",
      state: address.searchParams.get("state") ?? "",
    }).toString();
    expect((await fetch(back)).status).toBe(200);
    expect(await ran).toMatchObject({ exitCode: 0, stdout: 'Logged in with web as "web"\n' });
  });

  test("shows the code for another device, and waits until it was entered", async () => {
    const { chatty, server } = world();
    const { found, ran } = written(chatty, {
      words: ["accounts", "login", "tv"],
      pattern: /enter the code (\S+)\n/u,
    });
    expect(await found).toBe("WDJB-MJHT");
    server.agree();
    expect(await ran).toMatchObject({ exitCode: 0, stdout: 'Logged in with tv as "tv"\n' });
  });

  test("ends the waiting when it is told to", async () => {
    const { chatty } = world();
    const stop = new AbortController();
    const ran = await chatty(["accounts", "login", "web"], {
      stop: stop.signal,
      onWrite: () => setTimeout(() => stop.abort(), 50),
    });
    expect(ran).toMatchObject({ exitCode: 130, stdout: "" });
    expect(ran.stderr).toContain("error: Cannot finish the login: it was cancelled\n");
  });

  test("ends the waiting for a key on an input that stays open and silent", async () => {
    const { chatty } = world();
    const stop = new AbortController();
    const stdin = new ReadableStream<Uint8Array>(
      {
        pull() {
          setTimeout(() => stop.abort(), 50);
          return new Promise(() => {});
        },
      },
      { highWaterMark: 0 },
    );
    const ran = await chatty(["accounts", "login", "keys"], { stop: stop.signal, stdin });
    expect(ran).toMatchObject({ exitCode: 130, stdout: "" });
    expect(ran.stderr).toContain("error: Cannot finish the login: it was cancelled\n");
  });

  test("begins a login with a shared daemon that another command line goes on with", async () => {
    const { someone, chatty } = world();
    const shared = Bun.spawn([process.execPath, DAEMON, "--socket"], {
      env: { ...someone.host.env },
      stdio: ["ignore", "ignore", "ignore"],
    });
    onTestFinished(async () => {
      shared.kill("SIGTERM");
      await shared.exited;
    });
    const { daemonStatus } = await import("../daemon/status.ts");
    await expect.poll(async () => (await daemonStatus(someone.host)).shared, { timeout: 10_000 }).toBe(true);
    const begun = await chatty(["accounts", "login", "keys", "--no-wait"]);
    const [, login = ""] = /^Then: chatty accounts verify (\S+) --give=key\n$/u.exec(begun.stdout) ?? [];
    const refused = await chatty(["accounts", "verify", login, "--give=key"], { stdin: "wrong" });
    expect(refused).toMatchObject({ exitCode: 1, stdout: "" });
    const done = await chatty(["accounts", "verify", login, "--give=key"], { stdin: "right" });
    expect(done).toMatchObject({ exitCode: 0, stdout: 'Logged in with keys as "keys"\n' });
  });
});

/** The same user with another configuration. */
function withCommands(someone: User, commands: Readonly<Record<string, object>>): User {
  const { host } = configured(commands);
  const { CHATTY_CONFIG } = host.env;
  return { ...someone, host: { ...someone.host, env: { ...someone.host.env, CHATTY_CONFIG } } };
}
