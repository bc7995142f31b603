import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { sha256File, sha256Text } from "./hash-file.ts";

/** FIPS 180-2, appendix B. */
test("sha256Text() gives the digests of the standard's examples", () => {
  expect(sha256Text("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(sha256Text("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

test.each([0, 1, 1024 * 1024 - 1, 1024 * 1024, 2 * 1024 * 1024 + 5])(
  "sha256File() reads all of %i bytes",
  async (length) => {
    const path = join(tempFolder(), "file");
    writeFileSync(path, "x".repeat(length));
    expect(await sha256File(path)).toBe(sha256Text("x".repeat(length)));
  },
);

test("sha256File() fails as the operating system does", async () => {
  await expect(sha256File(join(tempFolder(), "missing"))).rejects.toMatchObject({ code: "ENOENT" });
});
