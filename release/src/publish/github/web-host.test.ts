import { expect, test } from "vitest";

import { webOrigin } from "./web-host.ts";

test.each([
  ["https://api.github.com", "https://github.com"],
  ["https://api.octo.ghe.com", "https://octo.ghe.com"],
  ["https://git.example.org/api/v3", "https://git.example.org"],
  ["https://api.example.org/api/v3", "https://api.example.org"],
  ["http://127.0.0.1:3000", "http://127.0.0.1:3000"],
])("the pages of the API %s are at %s", (api, web) => {
  expect(webOrigin(api)).toBe(web);
});
