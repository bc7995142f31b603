import type { Verification } from "@slipway/release";
import { expect, test } from "vitest";

import { verificationText } from "./verification-text.ts";

const VERIFICATION: Verification = {
  version: "1.2.3",
  checksums: "a".repeat(64),
  key: "0123456789ABCDEF",
  snapshot: false,
  files: 51,
  executables: 16,
  archives: 8,
  sboms: 8,
  manifest: true,
  claims: [
    { claim: "digests", proven: true, text: "49 files have the digest that is listed" },
    { claim: "started here", proven: false, text: 'it says "\u001b[2J\u202e"' },
  ],
};

test("verificationText() has a table of what was proven and what was not", () => {
  expect(verificationText(VERIFICATION)).toBe(
    [
      "1.2.3: all 51 files hold, signed with key 0123456789ABCDEF",
      "",
      "claim         proven      what was found",
      "digests       proven      49 files have the digest that is listed",
      'started here  not proven  it says "?[2J?"',
      "",
    ].join("\n"),
  );
});

test("verificationText() says of a snapshot that anyone may have made it", () => {
  expect(verificationText({ ...VERIFICATION, snapshot: true })).toMatch(/\n\nA snapshot: [^\n]+\n$/u);
});
