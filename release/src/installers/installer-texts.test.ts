import { join } from "node:path";

import { TARGET_IDS, type TargetId, TARGETS } from "@slipway/targets";
import { expectGolden, runProgram, tempFolder } from "@slipway/testkit";
import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { sampleKey } from "../testing/sample-release.ts";
import type { InstallerInput } from "./installer-input.ts";
import { installerFiles, installerTexts } from "./installer-texts.ts";

const GOLDEN = join(import.meta.dirname, "golden");

function sampleInput(targets: readonly TargetId[], changes: Partial<InstallerInput> = {}): InstallerInput {
  return {
    product: "my-tool",
    version: "1.2.3-beta.1",
    downloads: "https://github.com/a/tool/releases/download/v{version}/{file}",
    publicKey: sampleKey().publicKey,
    checksums: { file: "checksums.txt", signature: "checksums.txt.minisig" },
    targets: targets.map((target) => {
      const { archive, suffix } = TARGETS[target];
      const file = `my-tool-${target}.${archive}`;
      return {
        target,
        archive: {
          file,
          signature: `${file}.minisig`,
          sizeBytes: 104_455_093,
          sha256: "a".repeat(64),
          root: `my-tool-1.2.3-beta.1-${target}`,
        },
        executables: [
          { name: `my-tool${suffix}`, sha256: "b".repeat(64) },
          { name: `my-tool-helper${suffix}`, sha256: "c".repeat(64) },
        ],
      };
    }),
    selfCheck: ["--version"],
    texts: [
      ...(["bash", "fish", "powershell", "zsh"] as const).map((kind) => {
        return { app: "my-tool", kind, args: ["completions", kind] };
      }),
      { app: "my-tool", kind: "man", args: ["--man", "it's"] },
      { app: "my-tool-helper", kind: "powershell", args: ["complete", 'with "all" \\ of it'] },
    ],
    ...changes,
  };
}

const MANY: readonly TargetId[] = TARGET_IDS.filter((id) => TARGETS[id].byDefault);

describe("installerTexts()", () => {
  test("makes the same scripts from the same release", () => {
    const { sh = "", ps1 = "" } = installerTexts(sampleInput(MANY));
    expectGolden(sh, join(GOLDEN, "install.sh"));
    expectGolden(ps1, join(GOLDEN, "install.ps1"));
    expect(installerTexts(sampleInput(MANY))).toEqual({ sh, ps1 });
  });

  test("leaves nothing open, ends lines with line feeds, and stays in ASCII where encodings are guessed", () => {
    const { sh = "", ps1 = "" } = installerTexts(sampleInput(MANY));
    for (const text of [sh, ps1]) {
      expect(text).not.toMatch(/@[A-Z]+@|\r|undefined|\[object/u);
      expect(text.endsWith("\n")).toBe(true);
      expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(250);
    }
    // Windows PowerShell 5.1 reads a file without a mark in the code page of the system.
    expect(/[^\n -~]/u.exec(ps1)).toBeNull();
  });

  test("makes no script for systems the release has nothing for", () => {
    expect(installerTexts(sampleInput(["windows-x64"])).sh).toBeUndefined();
    expect(installerTexts(sampleInput(["linux-x64"])).ps1).toBeUndefined();
    expect(installerFiles(["windows-x64"])).toEqual(["install.ps1"]);
    expect(installerFiles(["linux-x64", "darwin-universal"])).toEqual(["install.sh"]);
    expect(installerFiles(MANY)).toEqual(["install.sh", "install.ps1"]);
  });

  test("serves each machine by its own target, or by the universal one", () => {
    const { sh = "" } = installerTexts(sampleInput(["darwin-x64", "darwin-universal"]));
    expect(sh).toContain("'darwin x64') echo darwin-x64 ;;");
    expect(sh).toContain("'darwin arm64') echo darwin-universal ;;");
  });

  test("quotes what an address may have", () => {
    const { sh = "", ps1 = "" } = installerTexts(
      sampleInput(MANY, { downloads: "https://example.com/it's/$HOME/`a`/{file}" }),
    );
    expect(sh).toContain(String.raw`release_downloads='https://example.com/it'\''s/$HOME/${"`a`"}/{file}'`);
    expect(ps1).toContain("$ReleaseDownloads = 'https://example.com/it''s/$HOME/%60a%60/{file}'");
  });

  test("leaves nothing of an address that a PowerShell could take for a quote", () => {
    const { ps1 = "" } = installerTexts(
      sampleInput(MANY, { downloads: "https://ex\u00e4mple.com/\u2019;\u0451/v{version}/{file}?a=\u201b" }),
    );
    expect(ps1).toContain(
      "$ReleaseDownloads = 'https://xn--exmple-cua.com/%E2%80%99;%D1%91/v{version}/{file}?a=%E2%80%9B'\n",
    );
    expect(/[^\n -~]/u.exec(ps1)).toBeNull();
  });

  test("names variables that a shell can have", () => {
    const { sh = "", ps1 = "" } = installerTexts(sampleInput(MANY, { product: "7-up" }));
    expect(sh).toContain("dir=${_7_UP_INSTALL_DIR:-}");
    expect(ps1).toContain("$env:_7_UP_INSTALL_DIR");
  });

  test("leaves a place for no text where no app prints any, and for none of PowerShell's in the shell's", () => {
    const { sh = "", ps1 = "" } = installerTexts(sampleInput(MANY, { texts: [] }));
    expect(sh).toContain("texts=''\n");
    expect(sh).toContain("print_text() {\n  case $1 in\n  *) return 1 ;;\n  esac\n}\n");
    expect(ps1).toContain("$ReleaseTexts = @(\n)\n");
    expect(installerTexts(sampleInput(MANY)).sh).not.toContain("'powershell");
  });

  test.skipIf(process.platform === "win32")("makes what a shell can parse", () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "install.sh"), installerTexts(sampleInput(MANY)).sh ?? "");
    const help = runProgram(["sh", "install.sh", "--help"], { cwd: folder });
    expect({ ...help, stdout: "" }).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(help.stdout).toContain("MY_TOOL_INSTALL_DIR");
  });
});
