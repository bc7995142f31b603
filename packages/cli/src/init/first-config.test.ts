import { caught, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { firstConfig } from "./first-config.ts";

function project(json: unknown, files: readonly string[]): string {
  const root = tempFolder();
  writeFiles(root, Object.fromEntries(files.map((file) => [file, ""])));
  if (json !== undefined) writeFiles(root, { "package.json": JSON.stringify(json) });
  return root;
}

function appsIn(json: unknown, files: readonly string[]): readonly string[] {
  return firstConfig(project(json, files))
    .split("\n")
    .filter((line) => line.startsWith("    "))
    .map((line) => line.trim());
}

describe("firstConfig()", () => {
  test("is a whole configuration of one app", () => {
    const root = project({ name: "@me/hello", version: "1.2.3" }, ["src/main.ts"]);
    expect(firstConfig(root)).toBe(
      'import { defineConfig } from "slipway";\n\nexport default defineConfig({\n  apps: {\n    hello: "src/main.ts",\n  },\n});\n',
    );
  });

  test("names product and version where the apps and package.json do not", () => {
    const root = project({ name: "tools", bin: { "tool-a": "a.ts", b: "b.ts" } }, ["a.ts", "b.ts"]);
    expect(firstConfig(root)).toContain(
      '  product: "tools",\n  version: "0.1.0",\n  apps: {\n    "tool-a": "a.ts",\n    b: "b.ts",\n  },\n',
    );
  });

  test.each([
    ["one program", { name: "Hello World", bin: "./cli.js" }, ["cli.js"], ['"hello-world": "cli.js",']],
    [
      "a built program",
      { name: "a", bin: "dist/cli.js" },
      ["dist/cli.js", "src/cli.ts"],
      ['a: "src/cli.ts",'],
    ],
    ["main", { name: "a", main: "lib/index.js" }, ["lib/index.ts"], ['a: "lib/index.ts",']],
    ["a usual place", { name: "a", main: "gone.js" }, ["src/index.tsx", "index.js"], ['a: "src/index.tsx",']],
    ["no name", {}, ["index.js"], ['app: "index.js",']],
    ["a program elsewhere", { name: "a", bin: "../other/cli.ts" }, ["main.ts"], ['a: "main.ts",']],
  ])("takes %s", (_what, json, files, expected) => {
    expect(appsIn(json, files)).toEqual(expected);
  });

  test.each([
    ["there is no package.json", undefined, ["src/main.ts"], "no-package"],
    ["its package.json is no JSON object", [], ["src/main.ts"], "no-package"],
    [
      "neither bin nor main of package.json leads to a source file",
      { name: "a", bin: "a.sh" },
      ["a.sh"],
      "no-entry",
    ],
  ])("says that %s", async (found, json, files, code) => {
    const fault = await caught(() => firstConfig(project(json, files)));
    expect(fault).toMatchObject({ code, exitCode: 2 });
    expect(fault.message).toContain(found);
  });
});
