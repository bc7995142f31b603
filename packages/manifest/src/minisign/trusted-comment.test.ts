import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { parseTrustedComment, type ReleaseComment, renderTrustedComment } from "./trusted-comment.ts";

const SHA256 = "ab".repeat(32);
const COMMENT: ReleaseComment = {
  timestampSeconds: 1_795_147_517,
  file: "chatty-linux-x64.tar.gz",
  version: "1.4.0",
  target: "linux-x64",
  sha256: SHA256,
};
const TEXT = `timestamp:1795147517\tfile:chatty-linux-x64.tar.gz\tversion:1.4.0\ttarget:linux-x64\tsha256:${SHA256}`;

describe("renderTrustedComment()", () => {
  test("writes the fields in fixed order", () => {
    expect(renderTrustedComment(COMMENT)).toBe(TEXT);
  });

  test("leaves out a target that is not there", () => {
    const { target: _, ...rest } = COMMENT;
    expect(renderTrustedComment(rest)).toBe(TEXT.replace("target:linux-x64\t", ""));
  });

  test.each([
    ["a time before 1970", { timestampSeconds: -1 }],
    ["a time with decimals", { timestampSeconds: 1.5 }],
    ["a time that is no number", { timestampSeconds: Number.NaN }],
    ["no file name", { file: "" }],
    ["a path", { file: "a/b" }],
    ["a Windows path", { file: "a\\b" }],
    ["the parent folder", { file: ".." }],
    ["a tab in the file name", { file: "a\tsha256:0" }],
    ["a line end in the file name", { file: "a\nb" }],
    ["half a surrogate pair in the file name", { file: "\udc00" }],
    ["no version", { version: "1.4" }],
    ["a target with a space", { target: "linux x64" }],
    ["a digest in capitals", { sha256: SHA256.toUpperCase() }],
    ["a file name of 9000 bytes", { file: "a".repeat(9000) }],
  ])("refuses %s", async (_, change) => {
    expect((await caught(() => renderTrustedComment({ ...COMMENT, ...change }))).code).toBe(
      "trusted-comment-invalid",
    );
  });
});

describe("parseTrustedComment()", () => {
  test("reads back what renderTrustedComment() wrote", () => {
    expect(parseTrustedComment(TEXT)).toMatchObject({ ...COMMENT, text: TEXT });
    expect([...parseTrustedComment(TEXT).fields.keys()]).toEqual([
      "timestamp",
      "file",
      "version",
      "target",
      "sha256",
    ]);
  });

  test("reads minisign's own comment", () => {
    const { text, fields, ...ours } = parseTrustedComment("timestamp:1795147517\tfile:ä b.txt\thashed");
    expect(ours).toEqual({ timestampSeconds: 1_795_147_517, file: "ä b.txt" });
    expect(fields.get("hashed")).toBe("");
    expect(text).toContain("hashed");
  });

  test("reads free text and fields of others", () => {
    const comment = parseTrustedComment("for: the fleet\tnote:a:b");
    expect([...comment.fields]).toEqual([
      ["for", " the fleet"],
      ["note", "a:b"],
    ]);
    expect(parseTrustedComment("").fields.size).toBe(1);
  });

  test("keeps names that objects know", () => {
    expect(parseTrustedComment("__proto__:x").fields.get("__proto__")).toBe("x");
  });

  test.each([
    ["a name twice", "file:a\tfile:b"],
    ["a time that is none", "timestamp:yesterday"],
    ["a time with a leading zero", "timestamp:01"],
    ["a digest that is none", "sha256:abc"],
    ["a line end", "file:a\nb"],
    ["a carriage return", "file:a\r"],
    ["an escape", "file:\u001b[2J"],
    ["a C1 control", "file:\u0085"],
    ["a line separator", "file:\u2028"],
    ["8174 bytes", "a".repeat(8174)],
  ])("refuses %s", async (_, text) => {
    expect((await caught(() => parseTrustedComment(text))).code).toBe("trusted-comment-invalid");
  });

  test("takes 8173 bytes", () => {
    expect(parseTrustedComment("a".repeat(8173)).fields.size).toBe(1);
  });
});
