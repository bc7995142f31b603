import { describe, expect, test } from "vitest";

import { BUILT_IN } from "../commands/built-in.ts";
import { chattyOf } from "../runs/testing/chatty-of.ts";
import { scriptThat } from "../runs/testing/configured.ts";
import { context } from "../runs/testing/user.ts";
import { openedPage } from "./testing/opened-page.ts";

describe("chatty gui", () => {
  test.each(["127.0.0.1", "localhost"])("serves a form for every command on %s", async (host) => {
    const page = await openedPage({ mine: scriptThat("true") }, { words: [`--host=${host}`] });
    expect(new URL(page.origin).hostname).toBe(host);
    const { status, text } = await page.load("/?query");
    expect(status).toBe(200);
    for (const name of [...BUILT_IN.map((command) => command.name), "mine"]) {
      expect(text).toContain(`<form method="post" action="${page.home}commands/${name}"`);
    }
    const { exitCode, stderr } = await page.stop();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "Press Ctrl+C to stop\n" });
    await expect(fetch(page.origin)).rejects.toThrow("Unable to connect");
  });

  test("is there whatever the settings of a server say", async () => {
    const variables = { CHATTY_TRANSPORT: "x", CHATTY_HOST: "a b", CHATTY_PORT: "abc" };
    const page = await openedPage({}, { variables: { ...variables, CHATTY_ALLOWED_HOSTS: "https://x" } });
    expect((await page.load("/")).status).toBe(200);
  });

  test("allows its style sheet, by digest, and forms to itself, and nothing else", async () => {
    const page = await openedPage();
    for (const path of ["/", "/none", "/runs/none"]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      const response = await page.request(path);
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      const style = /<style>(?<style>.*)<\/style>/su.exec(await response.text())?.groups?.["style"] ?? "";
      const digest = new Bun.CryptoHasher("sha256").update(style).digest("base64");
      expect(response.headers.get("content-security-policy")).toBe(
        `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
      );
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  test("has the pages it has, for the methods they have", async () => {
    const page = await openedPage();
    const head = await page.request("/", { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const found = await Promise.all(
      [
        ["POST", "/"],
        ["DELETE", "/runs/1"],
        ["GET", "/commands/uuid"],
        ["GET", "/favicon.ico"],
        ["GET", "/commands/..%2f..%2fetc"],
        ["GET", "/runs/00000000-0000-7000-8000-000000000000"],
      ].map(async ([method = "", path = ""]) => {
        const { status, headers } = await page.request(path, { method });
        return [status, headers.get("allow")];
      }),
    );
    expect(found).toEqual([
      [405, "GET, HEAD"],
      [405, "GET, HEAD"],
      [405, "POST"],
      [404, null],
      [404, null],
      [404, null],
    ]);
  });

  test("leads back to the commands from a page that is not there", async () => {
    const page = await openedPage();
    expect((await page.load("/none/x")).text).toContain(`<a href="${page.home}">All commands</a>`);
  });

  test("runs a command of chatty itself and shows what it returns", async () => {
    const { status, text } = await (await openedPage()).send("uuid", { count: "1" });
    expect(status).toBe(200);
    expect(text).toContain(context.randomUuid());
  });

  test("shows beside each field what is wrong with it, and keeps what was typed", async () => {
    const { status, text } = await (await openedPage()).send("uuid", { count: "1000", "<b>": "x" });
    expect(status).toBe(422);
    expect(text).toContain('value="1000" id="uuid-count"');
    expect(text).toContain('aria-describedby="uuid-count-help uuid-count-problem" aria-invalid="true"');
    expect(text).toContain(
      '<strong class="problem" id="uuid-count-problem">found 1000, wanted a whole number from 1 to 100</strong>',
    );
    expect(text).toContain('<p class="problem">&lt;b&gt;: unknown.');
    expect(text).not.toContain("<b>");
  });

  test("says of a command that is not there which is near", async () => {
    const { status, text } = await (await openedPage()).send("uid", {});
    expect(status).toBe(404);
    expect(text).toContain("Did you mean &quot;uuid&quot;?");
  });

  test("says what a command says that fails", async () => {
    const { status, text } = await (await openedPage()).send("time", { zone: "Europe/Berlim" });
    expect(status).toBe(400);
    expect(text).toContain("Europe/Berlin");
  });
});

describe("chatty gui lets in", () => {
  test("nobody who calls it by another name", async () => {
    const page = await openedPage();
    const { port } = new URL(page.origin);
    for (const host of ["evil.example", `evil.example:${port}`, `0.0.0.0:${port}`]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      const response = await page.request("/", { headers: { host } });
      expect(response.status).toBe(403);
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      expect(await response.text()).not.toContain("_token");
    }
  });

  test("the browser that opens the printed address, and no other", async () => {
    const page = await openedPage();
    const { home } = page;
    const { search } = new URL(page.address);
    for (const [path, init] of [
      ["/", {}],
      ["/none", {}],
      [home, {}],
      [`${home}${search}`, {}],
      [`${home}none`, {}],
      [home, { method: "HEAD" }],
      [home, { headers: { cookie: "chatty=" } }],
      [home, { headers: { cookie: `chatty=${"x".repeat(43)}` } }],
      [`${home}commands/uuid`, { method: "POST", body: new URLSearchParams({ _token: await page.token() }) }],
    ] as const) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      const refused = await page.stranger(path, init);
      expect([path, refused.status, refused.headers.get("set-cookie")]).toEqual([path, 403, null]);
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      expect(await refused.text()).not.toContain("_token");
    }
    expect(await (await page.stranger("/")).text()).toContain("open the address that chatty gui has printed");
    // The browser itself may open the address again.
    const again = await page.request(`/${search}`);
    expect([again.status, again.headers.get("location")]).toEqual([303, home]);
    expect((await page.load("/")).status).toBe(200);
  });

  test.each([
    ["of another site", { origin: "https://evil.example" }],
    ["of another port", { origin: "http://127.0.0.1:1" }],
    ["of nobody", { origin: "null" }],
    [
      "that comes from another site without an origin",
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
    ],
    [
      "that comes from another port without an origin",
      { "sec-fetch-site": "same-site", "sec-fetch-mode": "navigate" },
    ],
  ])("no form %s, whatever it knows", async (_whose, headers) => {
    const page = await openedPage();
    const body = new URLSearchParams({ _token: await page.token(), count: "1" });
    const response = await page.request("/commands/uuid", { method: "POST", headers, body });
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain(context.randomUuid());
  });

  test.each([
    ["without the token", {}],
    ["with another server's token", { _token: "x".repeat(43) }],
  ])("no form %s", async (_how, fields) => {
    const page = await openedPage();
    const body = new URLSearchParams({ ...fields, count: "1" });
    const response = await page.request("/commands/uuid", { method: "POST", body });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("Load the page again");
  });

  test.each([
    ["JSON", "application/json", '{"count":1}'],
    ["parts", "multipart/form-data; boundary=x", "--x--"],
    ["no kind", "", "count=1"],
    ["bytes that are no UTF-8", "application/x-www-form-urlencoded", "_token=TOKEN&count=%FF"],
    ["a cut escape", "application/x-www-form-urlencoded", "_token=TOKEN&count=%4"],
    ["a field twice", "application/x-www-form-urlencoded", "_token=TOKEN&count=1&count=2"],
  ])("nothing that is %s", async (_what, type, body) => {
    const page = await openedPage();
    const sent = body.replace("TOKEN", await page.token());
    const headers = { "content-type": type };
    const response = await page.request("/commands/uuid", { method: "POST", headers, body: sent });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("Cannot read the form");
  });

  test("no form that is too large", async () => {
    const page = await openedPage();
    const body = new URLSearchParams({ _token: await page.token(), text: "x".repeat(5_000_000) });
    const { status } = await page.request("/commands/hash", { method: "POST", body });
    expect(status).toBe(413);
    expect((await page.load("/")).status).toBe(200);
  });
});

const GREET = {
  description: "Greet somebody",
  readOnly: true,
  input: {
    name: { type: "string" },
    loud: { type: "boolean", default: true },
    note: { type: "string", optional: true, maxLength: 5000 },
  },
  does: {
    kind: "program",
    argv: ["printf", "%s|", "<b>&", "{name}", ["loud", "{loud}"], ["{note}"]],
  },
};

describe.skipIf(process.platform === "win32")("chatty gui runs", () => {
  test("a program, and shows what it wrote as it is", async () => {
    const page = await openedPage({ greet: GREET });
    const first = await page.send("greet", { name: "<i>Zoë</i>", loud: "true", note: "a\r\nb" });
    expect(first.path).toMatch(/^\/runs\/[0-9a-f-]{36}$/u);
    expect(first.text).toContain("&lt;b&gt;&amp;|&lt;i&gt;Zoë&lt;/i&gt;|loud|a\nb|");
    for (const row of [`Run</th><td>${first.path.slice(6)}`, "State</th><td>exited", "Exit code</th><td>0"]) {
      expect(first.text).toContain(row);
    }
    expect(first.text).not.toContain("refresh");
    // Neither a box that is not checked nor a field that was left empty.
    expect((await page.send("greet", { name: "a", note: "" })).text).toContain(
      "<pre>\n&lt;b&gt;&amp;|a|</pre>",
    );
  });

  test("what fails, and says how", async () => {
    const page = await openedPage({
      fails: scriptThat("printf '\\033[31moops\\033[0m\\007' >&2; exit 3"),
      absent: { ...GREET, input: {}, does: { kind: "program", argv: ["no-such-program"] } },
    });
    const { status, text } = await page.send("fails", {});
    expect(status).toBe(200);
    expect(text).toContain("Exit code</th><td>3");
    expect(text).toContain("<pre>\noops\u{FFFD}</pre>");
    const absent = await page.send("absent", {});
    expect(absent.text).toContain("no-such-program");
    expect(absent.text).not.toContain("    at ");
  });

  test("a command with a field that has the name of a member of objects", async () => {
    const input = { constructor: { type: "string" }, count: { type: "integer" } };
    const page = await openedPage({
      odd: {
        ...GREET,
        input,
        does: { kind: "program", argv: ["printf", "%s|", "{constructor}", "{count}"] },
      },
    });
    const wrong = await page.send("odd", { count: "x" });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('id="odd-constructor-problem">found nothing');
    expect((await page.send("odd", { constructor: "made", count: "1" })).text).toContain(
      "<pre>\nmade|1|</pre>",
    );
  });

  test("what takes long in sight, until it is cancelled, here or with the server", async () => {
    const page = await openedPage({ slow: scriptThat("echo begun; exec sleep 60") });
    const { path, text } = await page.send("slow", {});
    expect(text).toContain("State</th><td>running");
    expect(text).toContain('<meta http-equiv="refresh" content="2">');
    expect(text).toContain("begun");
    expect(text).toContain(`action="${page.home}${path.slice(1)}/cancel"`);
    const unknown = new URLSearchParams({ _token: "x" });
    const foreign = await page.request(`${path}/cancel`, { method: "POST", body: unknown });
    expect(foreign.status).toBe(403);
    const body = new URLSearchParams({ _token: await page.token() });
    const cancelled = await page.request(`${path}/cancel`, { method: "POST", body });
    expect([cancelled.status, cancelled.headers.get("location")]).toEqual([
      303,
      `${page.home}${path.slice(1)}`,
    ]);
    expect((await page.load(path)).text).toContain("State</th><td>cancelled");
    await page.send("slow", {});
    expect((await page.stop()).exitCode).toBe(0);
    const { stdout } = await chattyOf(page.user)(["history", "--state=cancelled", "--json"]);
    expect(stdout.match(/"command": ?"slow"/gu)).toHaveLength(2);
  });
});
