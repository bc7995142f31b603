import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { parseTarHeader } from "./parse-tar-header.ts";
import { tarHeader, type TarMember, tarPadding } from "./tar-header.ts";

const MEMBER: TarMember = {
  kind: "file",
  path: "root/app",
  mode: 0o755,
  sizeBytes: 1234,
  mtimeSeconds: 1_700_000_000,
};

describe("tarHeader()", () => {
  test("is one block with every field in its place", () => {
    const block = Buffer.from(tarHeader(MEMBER));
    expect(block.length).toBe(512);
    expect(block.toString("latin1", 0, 9)).toBe("root/app\0");
    expect(block.toString("latin1", 100, 157)).toBe(
      "0000755\u00000000000\u00000000000\u000000000002322\u000014524770400\u0000010737\u0000 0",
    );
    expect(block.toString("latin1", 257, 265)).toBe("ustar\u000000");
    expect(block.subarray(265, 329).every((byte) => byte === 0)).toBe(true);
  });

  test("is read back as it was", () => {
    expect(parseTarHeader(tarHeader(MEMBER))).toEqual(MEMBER);
    const folder: TarMember = { ...MEMBER, kind: "folder", path: "root/", sizeBytes: 0 };
    expect(parseTarHeader(tarHeader(folder))).toEqual(folder);
  });

  test.each([
    [100, "a".repeat(100)],
    [101, `${"a".repeat(50)}/${"b".repeat(50)}`],
    [256, `${"a".repeat(155)}/${"b".repeat(100)}`],
  ])("holds %d bytes of name in ustar's own fields", (length, path) => {
    expect(path.length).toBe(length);
    const block = tarHeader({ ...MEMBER, path });
    expect(block.length).toBe(512);
    expect(parseTarHeader(block)).toMatchObject({ path });
  });

  test.each([
    ["too long for a name", "a".repeat(101)],
    ["with no slash where one must be", `${"a".repeat(156)}/${"b".repeat(100)}`],
    ["of a folder with one long part", `${"a".repeat(101)}/`],
    ["not ASCII", "root/Überblick.txt"],
  ])("puts a path %s into a pax record", (_, path) => {
    const blocks = Buffer.from(tarHeader({ ...MEMBER, path }));
    expect(blocks.length).toBe(3 * 512);
    const record = blocks.toString("utf8", 512, 1024).replace(/\0+$/u, "");
    expect(record).toBe(`${Buffer.byteLength(record)} path=${path}\n`);
  });

  test("counts the digits of a pax record's own length", () => {
    for (let length = 101; length < 1024; length++) {
      const record = Buffer.from(tarHeader({ ...MEMBER, path: "x".repeat(length) })).subarray(512);
      const end = record.indexOf("\n") + 1;
      expect(Number.parseInt(record.toString("latin1"), 10)).toBe(end);
    }
  });

  test("refuses a file of 8 GiB", async () => {
    const fault = await caught(() => tarHeader({ ...MEMBER, sizeBytes: 8 ** 11 }));
    expect(fault.code).toBe("pack-too-large");
  });
});

test("tarPadding() fills the last block", () => {
  expect([0, 1, 511, 512, 513].map((size) => tarPadding(size).length)).toEqual([0, 511, 1, 0, 511]);
});
