import { expect, test } from "vitest";

import { dateText } from "./identity.ts";

test("dateText() is RFC 3339 in UTC", () => {
  expect(dateText(0)).toBe("1970-01-01T00:00:00Z");
});
