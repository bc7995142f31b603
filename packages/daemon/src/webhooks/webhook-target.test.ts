import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { webhookTarget } from "./webhook-target.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

describe("webhookTarget()", () => {
  test.each([{}, { CHATTY_WEBHOOK_URL: "" }, { CHATTY_WEBHOOK_SECRET: SECRET }])("is none for %j", (env) => {
    expect(webhookTarget(env)).toBeUndefined();
  });

  test.each([
    "https://example.org/hook?token=abc",
    "http://localhost:80/a",
    "http://127.0.0.1:9/",
    "http://127.8.8.8/x",
    "http://[::1]:5/x",
  ])("takes %s and tells its origin only", (url) => {
    const target = webhookTarget({ CHATTY_WEBHOOK_URL: url, CHATTY_WEBHOOK_SECRET: SECRET });
    expect(target).toMatchObject({ url: new URL(url).href, origin: new URL(url).origin });
    expect(JSON.stringify(target)).not.toContain(SECRET.slice(8));
  });

  test.each([
    "http://example.org/hook/s3cret",
    "http://127.0.0.1.example.org/s3cret",
    "http://localhost.example.org/s3cret",
    "ftp://localhost/s3cret",
    "file:///s3cret",
    "hooks/s3cret",
    "https//s3cret",
  ])("refuses %s without repeating its path", async (url) => {
    const fault = await caught(() =>
      webhookTarget({ CHATTY_WEBHOOK_URL: url, CHATTY_WEBHOOK_SECRET: SECRET }),
    );
    expect(fault.code).toBe("webhook-url-invalid");
    expect(`${fault.message} ${fault.hint}`).not.toContain("s3cret");
  });

  test.each([undefined, ""])("demands a secret, not %j", async (secret) => {
    const env = { CHATTY_WEBHOOK_URL: "https://example.org/s3cret", CHATTY_WEBHOOK_SECRET: secret };
    const fault = await caught(() => webhookTarget(env));
    expect(fault.code).toBe("webhook-secret-missing");
    expect(fault.message).toContain('"https://example.org"');
  });
});
