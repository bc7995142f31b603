import { mutate, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { isBundledPackage } from "./bundled-package.ts";
import { namedLicenseFile, packageFacts } from "./package-facts.ts";
import { objectOf, parseObject } from "./package-json.ts";

function factsOf(json: unknown): ReturnType<typeof packageFacts> {
  return packageFacts(objectOf(json), "/project/node_modules/a");
}

describe("packageFacts()", () => {
  test.each<readonly [unknown, string | null]>([
    [{ license: "MIT" }, "MIT"],
    [{ license: " (MIT OR\n Apache-2.0) " }, "(MIT OR Apache-2.0)"],
    [{ license: { type: "BSD-3-Clause", url: "https://a.example" } }, "BSD-3-Clause"],
    [{ licenses: [{ type: "MIT" }, { type: "Apache-2.0" }] }, "MIT OR Apache-2.0"],
    [{ licenses: ["MIT AND Zlib", "ISC", "ISC"] }, "(MIT AND Zlib) OR ISC"],
    [{ licenses: "ISC" }, "ISC"],
    [{ licenses: { name: "WTFPL" } }, "WTFPL"],
    [{ license: ["MIT"] }, "MIT"],
    [{ license: "", licenses: [{ type: "MIT" }] }, "MIT"],
    [{ license: "SEE LICENSE IN EULA.txt" }, "SEE LICENSE IN EULA.txt"],
    [{ license: "UNLICENSED" }, "UNLICENSED"],
    [{ license: null }, null],
    [{ license: 3, licenses: [{}, null, []] }, null],
    [{}, null],
  ])("%j is under %j", (json, expected) => {
    expect(factsOf(json).license).toBe(expected);
  });

  test.each<readonly [unknown, string | null]>([
    ["owner/repo", "https://github.com/owner/repo"],
    ["github:owner/repo", "https://github.com/owner/repo"],
    ["gitlab:owner/repo", "https://gitlab.com/owner/repo"],
    ["bitbucket:owner/repo", "https://bitbucket.org/owner/repo"],
    ["git+https://github.com/owner/repo.git", "https://github.com/owner/repo"],
    [{ type: "git", url: "git://github.com/owner/repo.git#main" }, "https://github.com/owner/repo"],
    ["git@github.com:owner/repo.git", "https://github.com/owner/repo"],
    ["git+ssh://git@github.com/owner/repo.git", "https://github.com/owner/repo"],
    ["https://user:secret@git.example/owner/repo", "https://git.example/owner/repo"],
    ["gist:0123456789abcdef", null],
    ["file:///home/me/repo", null],
    ["/home/me/repo", null],
    [{ url: 3 }, null],
  ])("the repository %j is %s", (repository, expected) => {
    expect(factsOf({ repository }).repository).toBe(expected);
  });

  test.each<readonly [unknown, string | null]>([
    ["A. Uthor <a@example.org> (https://a.example)", "A. Uthor"],
    [{ name: "A. Uthor", email: "a@example.org" }, "A. Uthor"],
    [{ email: "a@example.org" }, null],
    ["<a@example.org>", null],
  ])("the author of %j is %s", (author, expected) => {
    expect(factsOf({ author }).author).toBe(expected);
  });

  test("takes nothing over that could fool a terminal or fill a page", () => {
    const facts = factsOf({
      name: "a\u001b[31m\u202eb\nc",
      version: "9".repeat(1000),
      homepage: "javascript:x",
    });
    expect(facts.name).toBe("a [31m b c");
    expect(facts.version).toHaveLength(256);
    expect(facts.homepage).toBeNull();
  });

  test("makes facts of any damaged package.json", () => {
    const random = seededRandom(11);
    const whole = Buffer.from(
      JSON.stringify({
        name: "@a/b",
        version: "1.0.0",
        license: { type: "MIT" },
        licenses: [{ type: "MIT" }, "ISC"],
        author: { name: "A" },
        repository: { url: "git+https://user@github.com/a/b.git" },
        homepage: "https://a.example",
      }),
    );
    for (let round = 0; round < 2000; round++) {
      const text = Buffer.from(mutate(whole, random)).toString("utf8");
      const facts = packageFacts(parseObject(text), "/project/node_modules/a");
      expect(isBundledPackage({ ...facts, sizeBytes: 1, texts: [] }), text).toBe(true);
    }
  });
});

test("namedLicenseFile() is the file of the text that npm has for it", () => {
  expect(namedLicenseFile("SEE LICENSE IN legal/EULA.txt")).toBe("legal/EULA.txt");
  expect(namedLicenseFile("MIT")).toBeUndefined();
  expect(namedLicenseFile(null)).toBeUndefined();
});

describe("isBundledPackage()", () => {
  const pack = {
    ...factsOf({ name: "a" }),
    sizeBytes: 1,
    texts: [{ file: "LICENSE", sha256: "a".repeat(64) }],
  };

  test("takes what a build records", () => {
    expect(isBundledPackage(pack)).toBe(true);
  });

  test.each([
    null,
    "a",
    { ...pack, name: 1 },
    { ...pack, version: undefined },
    { ...pack, license: {} },
    { ...pack, sizeBytes: "1" },
    { ...pack, texts: {} },
    { ...pack, texts: [null] },
    { ...pack, texts: [{ file: "LICENSE", sha256: "../../etc/passwd" }] },
  ])("refuses %j", (value) => {
    expect(isBundledPackage(value)).toBe(false);
  });
});
