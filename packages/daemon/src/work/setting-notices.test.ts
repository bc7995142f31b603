import { expect, test } from "vitest";

import { settingNotices } from "./setting-notices.ts";

test.each([
  [{}, []],
  [{ CHATTY_IDLE: "0", CHATTY_KEYRING: "off", CHATTY_WEBHOOK_SECRET: "whsec_YWJj" }, []],
  [{ CHATTY_IDLE: "", CHATTY_KEYRING: "", CHATTY_WEBHOOK_SECRET: "" }, []],
  [{ CHATTY_IDLE: "abc" }, ['Cannot use the idle time "abc"']],
  [{ CHATTY_KEYRING: "maybe" }, ['CHATTY_KEYRING is "maybe"']],
  [{ CHATTY_WEBHOOK_SECRET: "a secret" }, ["it is not base64"]],
  [{ CHATTY_WEBHOOK_SECRET: "a secret", CHATTY_WEBHOOK_URL: "https://example.com" }, []],
])("settingNotices() of %j: %j", (variables, messages) => {
  const notices = settingNotices(variables);
  expect(notices).toEqual(
    messages.map((message) => ({
      message: expect.stringContaining(message),
      hint: expect.any(String),
      stops_runs: false,
    })),
  );
  expect(JSON.stringify(notices)).not.toContain("a secret");
});
