import { caught } from "@slipway/testkit";
import { expect, test } from "vitest";

import { browser } from "./testing/browser.ts";
import { API, type Harness, harness, urlOf } from "./testing/harness.ts";

import type { PendingLogin } from "./account-methods.ts";

/** A wait between two questions, not the one for the end of the login. */
const isPoll = (delayMs: number): boolean => delayMs < 300_000;

/** Answers the device's questions with this error, for as long as it is set. */
function answerWith({ server }: Harness, status: number, body: string): void {
  server.intercept = ({ path }, response) => {
    if (path !== "/token") return undefined;
    response.writeHead(status, { "content-type": "application/json" }).end(body);
    return "answered";
  };
}

async function poll({ clock }: Harness): Promise<number> {
  const delayMs = await clock.waitOf(isPoll);
  clock.advance(delayMs);
  return delayMs;
}

async function startedLogin(own: Harness): Promise<PendingLogin> {
  const started = await own.login({ provider: "tv" });
  expect(started.next).toMatchObject({
    kind: "enter_code",
    code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/u),
  });
  return started;
}

test("logging in on another device asks until the user has agreed there", async () => {
  const own = await harness();
  const { login, next } = await startedLogin(own);
  const verified = own.accounts.verify({ login });
  expect(await poll(own)).toBe(5000);
  expect(await poll(own)).toBe(5000);
  await own.clock.waitOf(isPoll);
  expect((await browser().logIn(urlOf(next))).html).toContain("Sign-in Success");
  await poll(own);
  expect(await verified).toMatchObject({
    state: "logged_in",
    account: { account: "tv", kind: "oauth_device" },
  });
  const [secret] = own.server.secrets;
  expect(await own.accounts.authorize("tv", { url: API })).toEqual({ authorization: `Bearer ${secret}` });
});

test("slow_down makes every later question five seconds slower", async () => {
  const own = await harness();
  const { login } = await startedLogin(own);
  const failed = caught(() => own.accounts.verify({ login }));
  answerWith(own, 400, '{"error":"slow_down"}');
  expect([await poll(own), await poll(own), await poll(own)]).toEqual([5000, 10_000, 15_000]);
  await own.clock.waitOf(isPoll);
  answerWith(own, 400, '{"error":"authorization_pending"}');
  expect([await poll(own), await poll(own)]).toEqual([20_000, 20_000]);
  own.accounts.close();
  expect((await failed).code).toBe("login-stopped");
});

test("a server that cannot be reached is asked again, ever more slowly", async () => {
  const own = await harness();
  const { login, next } = await startedLogin(own);
  const verified = own.accounts.verify({ login });
  answerWith(own, 502, "");
  expect([await poll(own), await poll(own), await poll(own)]).toEqual([5000, 10_000, 20_000]);
  expect([await poll(own), await poll(own)]).toEqual([40_000, 60_000]);
  await own.clock.waitOf(isPoll);
  own.server.intercept = undefined;
  await browser().logIn(urlOf(next));
  expect(await poll(own)).toBe(60_000);
  expect(await verified).toMatchObject({ state: "logged_in" });
});

test("a user who does not agree ends the login", async () => {
  const own = await harness();
  const { login, next } = await startedLogin(own);
  const failed = caught(() => own.accounts.verify({ login }));
  await own.clock.waitOf(isPoll);
  await browser().logIn(urlOf(next), { abort: true });
  await poll(own);
  expect((await failed).code).toBe("login-denied");
  expect((await own.accounts.listAccounts()).accounts).toEqual([]);
});

test("a code that is over at the server ends the login", async () => {
  const own = await harness();
  const { login } = await startedLogin(own);
  const failed = caught(() => own.accounts.verify({ login }));
  answerWith(own, 400, '{"error":"expired_token"}');
  await poll(own);
  expect((await failed).code).toBe("login-expired");
});

test("a code that is over by the clock ends the login", async () => {
  const own = await harness({ deviceCodeS: 120 });
  const { login } = await startedLogin(own);
  const failed = caught(() => own.accounts.verify({ login }));
  await own.clock.waitOf(isPoll);
  own.clock.advance(120_000);
  expect((await failed).code).toBe("login-expired");
});

test("nothing can be given to a login that the user finishes elsewhere", async () => {
  const own = await harness();
  const { login } = await startedLogin(own);
  expect((await caught(() => own.accounts.verify({ login, code: "ABCD" }))).code).toBe("login-incomplete");
});

test.each([
  ['{"error":"unauthorized_client"}', '"unauthorized_client"'],
  ['{"error":"Secret: planted"}', "it answered with an error"],
  ["{", '"response"'],
])("an answer that makes no sense, %s, ends the login", async (body, says) => {
  const own = await harness();
  const { login } = await startedLogin(own);
  const failed = caught(() => own.accounts.verify({ login }));
  answerWith(own, 400, body);
  await poll(own);
  expect(await failed).toMatchObject({ code: "provider-refused", message: expect.stringContaining(says) });
});

test("an interval that is next to nothing is a second", async () => {
  const own = await harness();
  answerOnce(own, { interval: 0.001 });
  const { login } = await own.login({ provider: "tv" });
  const stopped = caught(() => own.accounts.verify({ login }));
  expect(await poll(own)).toBe(1000);
  own.accounts.close();
  await stopped;
});

test("an interval longer than the code lives is no reason to ask in between", async () => {
  const own = await harness();
  answerOnce(own, { interval: 1e12, expires_in: 60 });
  const { login } = await own.login({ provider: "tv" });
  const failed = caught(() => own.accounts.verify({ login }));
  expect(await poll(own)).toBe(60_000);
  expect((await failed).code).toBe("login-expired");
  expect(own.server.requests).not.toContain("POST /token");
});

test.each([
  { verification_uri: "javascript:alert(1)" },
  { verification_uri_complete: "http://evil.example/" },
  { user_code: "\u001b[2J" },
  { user_code: "x".repeat(101) },
])("what cannot be shown, %j, is refused", async (answer) => {
  const own = await harness();
  answerOnce(own, answer);
  expect((await caught(() => own.login({ provider: "tv" }))).code).toBe("provider-refused");
});

/** What the server would say to a device, changed. */
function answerOnce({ server }: Harness, changes: object): void {
  const usual = {
    device_code: "d",
    user_code: "AAAA-BBBB",
    verification_uri: `${server.issuer}/device`,
    expires_in: 600,
  };
  server.intercept = ({ path }, response) => {
    if (path !== "/device/auth") return undefined;
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ ...usual, ...changes }));
    return "answered";
  };
}
