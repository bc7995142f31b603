import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { isAddress, releaseAddress, taggedVersion, versionAddress } from "./release-address.ts";

describe("releaseAddress()", () => {
  test.each([
    ["https://a.example/tool/v1.2.3/", "https://a.example/tool/v1.2.3/x"],
    ["https://a.example/tool/v1.2.3", "https://a.example/tool/v1.2.3/x"],
    ["https://a.example/tool/v1.2.3/checksums.txt", "https://a.example/tool/v1.2.3/x"],
    ["https://a.example/tool/v1.2.3/checksums.txt.minisig", "https://a.example/tool/v1.2.3/x"],
    ["https://a.example", "https://a.example/x"],
    ["https://a.example/tool?token=t#part", "https://a.example/tool/x?token=t"],
    ["https://a.example/get?name=v1/{file}", "https://a.example/get?name=v1/x"],
    ["https://github.com/a/tool/releases/tag/v1.2.3", "https://github.com/a/tool/releases/download/v1.2.3/x"],
    ["http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/x"],
    ["http://localhost/v1", "http://localhost/v1/x"],
    ["http://[::1]/v1", "http://[::1]/v1/x"],
  ])("knows where the files of %s are", (text, expected) => {
    expect(releaseAddress(text).addressOf("x")).toBe(expected);
  });

  test.each([
    ["http://a.example/tool/", "it is not encrypted"],
    ["http://127.0.0.1.a.example/", "it is not encrypted"],
    ["http://localhost.a.example/{file}", "it is not encrypted"],
    ["ftp://a.example/tool/", 'it begins with "ftp:"'],
    ["file:///etc/", 'it begins with "file:"'],
    ["https://", "it cannot be read"],
    ["https://a.example/v{version}/{file}", 'it has "{version}" in it'],
    ["https://me:secret@a.example/tool/", "it has a name or a password in it"],
  ])("refuses %s", async (text, says) => {
    const fault = await caught(() => releaseAddress(text));
    expect(fault.code).toBe("address-unusable");
    expect(fault.message).toContain(says);
    expect(fault.message).not.toContain("secret");
  });
});

describe("versionAddress()", () => {
  test("puts version and file where the configuration wants them", () => {
    const address = versionAddress("1.2.3", "https://a.example/v{version}/{file}");
    expect(address).toMatchObject({ shown: "https://a.example/v1.2.3/", version: "1.2.3" });
    expect(address.addressOf("x")).toBe("https://a.example/v1.2.3/x");
  });

  test("says that the configuration has no address", async () => {
    expect((await caught(() => versionAddress("1.2.3", undefined))).code).toBe("no-downloads");
  });
});

test("tags, addresses and paths are told apart", () => {
  expect(["v1.2.3", "1.2.3", "v1.2.3-beta.1"].map(taggedVersion)).toEqual(["1.2.3", "1.2.3", "1.2.3-beta.1"]);
  const paths = ["dist/release", "v1", "1.2", "v1.2.3/x", "..", "v1.2.3-../x", ""];
  expect(paths.flatMap((text) => taggedVersion(text) ?? [])).toEqual([]);
  expect([...paths, "C:\\dist", "C://dist"].filter(isAddress)).toEqual([]);
  expect(["https://a.example", "FTP://a.example"].every(isAddress)).toBe(true);
});
