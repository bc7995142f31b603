import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { API, harness } from "./testing/harness.ts";

describe("authorize()", () => {
  test.each([
    "https://evil.example/",
    "https://api.example.com.evil.example/",
    "https://evil.example/?api.example.com",
    "https://api.example.com@evil.example/",
    "https://user:word@api.example.com/",
    "https://api.example.com:8443/",
    "http://api.example.com/",
    "ftp://api.example.com/",
    "//api.example.com/",
    "api.example.com",
    "",
  ])("gives nothing to %j", async (url) => {
    const { accounts, logIn } = await harness();
    await logIn();
    const fault = await caught(() => accounts.authorize("web", { url }));
    expect(fault.code).toBe("host-not-declared");
    expect(fault.message).toMatch(/^Cannot send the credentials of the account "web" to /u);
  });

  test("gives the headers to the declared hosts, however they are spelt", async () => {
    const { accounts, logIn } = await harness();
    await logIn();
    for (const url of [API, "https://API.example.com:443/", "http://127.0.0.1:1/local"]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      expect(await accounts.authorize("web", { url })).toEqual({
        authorization: expect.stringMatching(/^Bearer \S+$/u),
      });
    }
  });

  test("says that there is no such account or provider", async () => {
    const { accounts, logIn, restarted } = await harness();
    expect((await caught(() => accounts.authorize("web", { url: API }))).code).toBe("account-unknown");
    await logIn();
    const without = restarted({ providers: [] });
    expect((await caught(() => without.authorize("web", { url: API }))).code).toBe("provider-unknown");
  });
});
