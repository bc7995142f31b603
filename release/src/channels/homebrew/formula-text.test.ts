import { join } from "node:path";

import { sampleApp } from "@slipway/build/testing";
import { caught, expectGolden } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { formulaText } from "./formula-text.ts";
import { BREW_TARGETS, sampleFormula } from "./testing/sample-formula.ts";

/** The lines of one block, without indentation. */
function blockOf(text: string, head: string): readonly string[] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.trim() === head);
  const indent = /^ */u.exec(lines[start] ?? "")?.[0] ?? "";
  const end = lines.findIndex((line, index) => index > start && line === `${indent}end`);
  return start < 0 ? [] : lines.slice(start + 1, end).map((line) => line.trim());
}

describe("formulaText()", () => {
  test("writes the whole formula of two apps with everything", () => {
    const bash = ["completions", "bash"];
    const completions = { bash, zsh: bash, fish: bash, powershell: bash };
    const apps = [
      sampleApp({ name: "tool", targets: BREW_TARGETS, completions, man: ["man"] }),
      sampleApp({ name: "tool-helper", targets: ["linux-x64", "linux-arm64"], completions: { bash } }),
    ];
    const text = formulaText(
      sampleFormula({
        homebrew: {
          caveats: "Start it:\n  tool gui",
          dependencies: ["git", "octo/tap/other"],
          service: { app: "tool", args: ["server", "start"] },
        },
        config: { apps },
      }),
    );
    expectGolden(text, join(import.meta.dirname, "golden", "tool.rb"));
    const silent = apps.map((app) => ({ ...app, completions: {} }));
    expect(formulaText(sampleFormula({ config: { apps: silent } }))).toContain(
      '    bin.install "tool-helper" if File.exist?("tool-helper")\n',
    );
  });

  test("leaves out what is not known", () => {
    const homebrew = { homepage: undefined };
    const downloads = "https://example.org/{version}/{file}";
    const text = formulaText(sampleFormula({ homebrew, config: { license: undefined, downloads } }));
    expect(text).not.toMatch(/homepage|license|livecheck|caveats|service|depends_on|completion/u);
    expect(text).toContain('url "https://example.org/1.2.3/tool-linux-x64.tar.gz"');
  });

  test("takes the universal archive for a CPU that has none of its own", () => {
    const text = formulaText(sampleFormula({ targets: ["darwin-universal", "darwin-arm64"] }));
    const macos = blockOf(text, "on_macos do").filter((line) => line.startsWith("url"));
    expect(macos.map((line) => line.split("/").at(-1))).toEqual([
      'tool-darwin-arm64.tar.gz"',
      'tool-darwin-universal.tar.gz"',
    ]);
  });

  test("refuses systems and CPUs that the release has nothing for", () => {
    const text = formulaText(sampleFormula({ targets: ["linux-x64", "linux-x64-musl", "windows-x64"] }));
    expect(blockOf(text, "on_macos do").filter((line) => line.startsWith("depends_on"))).toEqual([
      "depends_on :linux",
      "depends_on :linux",
    ]);
    expect(blockOf(text, "on_linux do").filter((line) => line.startsWith("depends_on"))).toEqual([
      "depends_on arch: :intel",
    ]);
    expect(text).not.toContain("musl");
  });

  test("is not made of a release without anything for macOS and Linux with glibc", async () => {
    const fault = await caught(() => sampleFormula({ targets: ["linux-x64-musl", "windows-x64"] }));
    expect(fault.code).toBe("no-brew-target");
  });

  test.each([
    ["the version", undefined, 'assert_match version.to_s, shell_output("#{bin}/tool --version")'],
    [
      "an output",
      { app: "tool", args: ["list", "two words"], stdout: "tool {version}" },
      'assert_match "tool 1.2.3", shell_output("#{bin}/tool list \'two words\'")',
    ],
    ["a run", { app: "tool", args: ["list"], stdout: undefined }, 'system bin/"tool", "list"'],
  ])("tests %s", (_what, declared, wanted) => {
    const text = formulaText(sampleFormula({ homebrew: { test: declared } }));
    expect(blockOf(text, "test do")).toEqual([wanted]);
  });

  test("tests that the executable is there where no run is known to show the version", () => {
    const apps = [sampleApp({ name: "tool", targets: BREW_TARGETS, smoke: [] })];
    const text = formulaText(sampleFormula({ config: { apps } }));
    expect(blockOf(text, "test do")).toEqual(['assert_predicate bin/"tool", :executable?']);
  });
});
