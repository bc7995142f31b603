import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, foreignProject, HELLO } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { HomebrewConfig } from "./channels.ts";
import { loadConfig } from "./load.ts";

const PACKAGE = {
  name: "hello",
  version: "1.2.3",
  description: "A   tool that\n says hello.",
  repository: "octo/hello",
};

function project(homebrew: string, changes: Readonly<Record<string, unknown>> = {}): string {
  const { product = "hello", ...facts } = changes;
  const config = `{ product: ${JSON.stringify(product)}, apps: { hello: "src/main.ts", other: "src/main.ts" }, channels: { homebrew: ${homebrew} } }`;
  const root = foreignProject({ "src/main.ts": HELLO }, { config });
  writeFileSync(join(root, "package.json"), JSON.stringify({ ...PACKAGE, ...facts }));
  return root;
}

async function homebrewOf(
  homebrew: string,
  changes?: Readonly<Record<string, unknown>>,
): Promise<HomebrewConfig | undefined> {
  return (await loadConfig(project(homebrew, changes))).channels.homebrew;
}

describe("channels.homebrew", () => {
  test("needs the tap alone, the rest comes from the project", async () => {
    expect(await homebrewOf('{ tap: "octo/homebrew-tap" }')).toEqual({
      tap: { url: "https://github.com/octo/homebrew-tap.git", label: "octo/homebrew-tap", name: "octo/tap" },
      formula: "hello",
      path: "Formula/hello.rb",
      branch: undefined,
      description: "Tool that says hello",
      homepage: "https://github.com/octo/hello",
      caveats: undefined,
      dependencies: [],
      service: undefined,
      test: undefined,
      author: undefined,
    });
  });

  test("takes what is written before what the project says", async () => {
    const written = `{
      tap: "file:///srv/tap.git", formula: "hello@1.2", directory: ".", branch: "next", description: "Says hello, etc.",
      homepage: "https://example.org", caveats: " ", dependencies: ["git", "a/b/c", "git"],
      service: { app: "other", args: ["run"] }, test: { args: ["list"], stdout: "{version}" },
      author: { name: "Me", email: "me@example.org" },
    }`;
    expect(await homebrewOf(written, { homepage: "https://example.com" })).toMatchObject({
      formula: "hello@1.2",
      path: "hello@1.2.rb",
      branch: "next",
      description: "Says hello, etc.",
      homepage: "https://example.org",
      caveats: undefined,
      dependencies: ["a/b/c", "git"],
      service: { app: "other", args: ["run"] },
      test: { app: "hello", args: ["list"], stdout: "{version}" },
      author: { name: "Me", email: "me@example.org" },
    });
  });

  test("is not there when nothing is said", async () => {
    expect(await homebrewOf("undefined")).toBeUndefined();
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["{}", {}, "channels.homebrew.tap: "],
    [
      '{ tap: "octo/tap" }',
      {},
      'channels.homebrew.tap: found "octo/tap", wanted owner/homebrew-tap on GitHub',
    ],
    ['{ tap: "octo/homebrew-tap", formula: "Hello" }', {}, "channels.homebrew.formula: "],
    ['{ tap: "octo/homebrew-tap", directory: "../x" }', {}, "channels.homebrew.directory: "],
    ['{ tap: "octo/homebrew-tap", branch: "-f" }', {}, "channels.homebrew.branch: "],
    ['{ tap: "octo/homebrew-tap", homepage: "ftp://a" }', {}, "channels.homebrew.homepage: "],
    ['{ tap: "octo/homebrew-tap", dependencies: ["a b"] }', {}, "channels.homebrew.dependencies[0]: "],
    [
      `{ tap: "octo/homebrew-tap", author: { name: "a", email: "b>\\n" } }`,
      {},
      "channels.homebrew.author.email: ",
    ],
    ['{ tap: "octo/homebrew-tap", cask: true }', {}, "channels.homebrew.cask: unknown key"],
    [
      '{ tap: "octo/homebrew-tap", service: { app: "none" } }',
      {},
      'channels.homebrew.service.app: "none" is none of',
    ],
    [
      '{ tap: "octo/homebrew-tap", test: { app: "none" } }',
      {},
      'channels.homebrew.test.app: "none" is none of',
    ],
    ['{ tap: "octo/homebrew-tap" }', { description: undefined }, "channels.homebrew.description: missing"],
    ['{ tap: "octo/homebrew-tap" }', { description: " ." }, "channels.homebrew.description: found nothing"],
    [
      '{ tap: "octo/homebrew-tap" }',
      { description: "x".repeat(81) },
      "found 81 characters, wanted at most 80",
    ],
    ['{ tap: "octo/homebrew-tap" }', { repository: undefined }, "channels.homebrew: no address"],
    [
      '{ tap: "octo/homebrew-tap" }',
      { product: "7zip" },
      'channels.homebrew.formula: missing. "7zip" begins',
    ],
  ])("says what is wrong with %s where the project has %j", async (homebrew, changes, says) => {
    const fault = await caught(() => loadConfig(project(homebrew, changes)));
    expect(fault.code).toBe("config-invalid");
    expect(fault.details.join("\n")).toContain(says);
  });
});
