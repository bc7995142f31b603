/** docs/install.md says what the installers, the notes and the configuration say; `install-doc.system.ts` runs it. */

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { loadConfig } from "@slipway/config";
import { renderPublicKeyLine } from "@slipway/manifest";
import { TARGETS } from "@slipway/targets";
import { runProgram } from "@slipway/testkit";
import { Language, Parser } from "@vscode/tree-sitter-wasm";
import { expect, test } from "vitest";

import { brewName } from "../channels/homebrew/brew-name.ts";
import { installLines } from "../notes/install-lines.ts";
import { verifyLines } from "../notes/verify-lines.ts";
import { configuredPublicKey } from "../sign/signing-key.ts";
import { sampleKey } from "../testing/sample-release.ts";
import { blocksOf, shownPattern, tableRowsOf } from "./testing/document-blocks.ts";

const REPOSITORY = resolve(import.meta.dirname, "..", "..", "..");
const DOCUMENT = readFileSync(join(REPOSITORY, "docs", "install.md"), "utf8");
const BLOCKS = blocksOf(DOCUMENT);
const GOLDEN = join(import.meta.dirname, "golden");

/** What a block may be: where its commands can be run, or what they print. */
const KINDS = [
  "sh",
  "sh coreutils",
  "sh slipway",
  "bash",
  "zsh",
  "fish",
  "sh macos",
  "sh homebrew",
  "sh alpine",
  "sh gh",
  "powershell",
  "bat",
  "text",
];

/** The commands that no test runs, since nothing here can; those for Windows apart. */
const NOT_RUN = {
  "sh macos": [
    "curl -fLo chatty https://github.com/slipway-build/slipway/releases/latest/download/chatty-darwin-universal && chmod +x chatty\n./chatty --version\n",
    "xattr -d com.apple.quarantine chatty chatty-daemon\n./chatty --version\n",
    "xattr chatty\ncodesign -dv chatty\n",
  ],
  "sh homebrew": [
    "brew install slipway-build/tap/chatty\nchatty --version\n",
    "brew upgrade chatty\nbrew uninstall chatty\n",
  ],
  "sh alpine": ["apk add libstdc++ libgcc curl\n"],
  "sh gh": ["gh attestation verify chatty-linux-x64 --repo slipway-build/slipway\n"],
  bat: ["certutil -hashfile chatty-windows-x64.exe SHA256\nfindstr chatty-windows-x64.exe checksums.txt\n"],
};

function latest(downloads: string | undefined, file: string): string {
  return (downloads ?? "").replace("/download/v{version}/", "/latest/download/").replace("{file}", file);
}

function codeSpans(cell = ""): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/gu)].map(([, text = ""]) => text);
}

test("nothing but what is listed here is left without a run", () => {
  expect(BLOCKS.filter(({ info }) => !KINDS.includes(info))).toEqual([]);
  for (const [info, texts] of Object.entries(NOT_RUN))
    expect(BLOCKS.filter((block) => block.info === info).map(({ text }) => text)).toEqual(texts);
});

test("all commands can be parsed", async () => {
  await Parser.init();
  const grammar = import.meta.resolve("@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm");
  const powershell = new Parser().setLanguage(await Language.load(new URL(grammar).pathname));
  for (const { info, text, line } of BLOCKS) {
    if (info === "powershell")
      expect(powershell.parse(text)?.rootNode.hasError, `docs/install.md:${line}`).toBe(false);
    if (info.startsWith("sh"))
      expect(runProgram(["bash", "-n", "-c", text], { cwd: "/" }).stderr, `docs/install.md:${line}`).toBe("");
  }
});

test("installs and verifies by the lines that are in a release's notes", async () => {
  const config = await loadConfig(REPOSITORY);
  const address = (file: string): string => latest(config.downloads, file);
  const wanted = installLines({
    shell: address("install.sh"),
    powershell: address("install.ps1"),
    homebrew: brewName(config.channels.homebrew) ?? "slipway-build/tap/chatty",
    executable: { app: "chatty", address: address("chatty-linux-x64") },
  });
  const lines = blocksOf(wanted);
  expect(lines).toHaveLength(4);
  for (const { text } of lines)
    expect(
      BLOCKS.filter((block) => block.text.startsWith(text)),
      text,
    ).not.toHaveLength(0);
  const { publicKey } = sampleKey();
  const verifying = blocksOf(verifyLines(publicKey)).flatMap(({ text }) => text.trimEnd().split("\n"));
  expect(verifying).toHaveLength(2);
  const configured = configuredPublicKey(config);
  const key = configured === undefined ? "PUBLIC-KEY" : renderPublicKeyLine(configured);
  for (const line of verifying)
    expect(DOCUMENT).toContain(`\n${line.replace(renderPublicKeyLine(publicKey), key)}\n`);
});

test("every file of every target is in the list", async () => {
  const config = await loadConfig(REPOSITORY);
  const rows = tableRowsOf(DOCUMENT, "One file and nothing else").map((row) =>
    row.slice(1).flatMap(codeSpans),
  );
  const wanted = config.targets.map((target) => {
    const { suffix, archive } = TARGETS[target];
    return [`chatty-${target}${suffix}`, `chatty-daemon-${target}${suffix}`, `chatty-${target}.${archive}`];
  });
  expect(rows.map(String).toSorted()).toEqual(wanted.map(String).toSorted());
});

test("every option of the installers is in the table, and no other", () => {
  const rows = tableRowsOf(DOCUMENT, "Choose a version or a folder").map((row) =>
    row.map((cell) => codeSpans(cell)),
  );
  const shell = readFileSync(join(GOLDEN, "install.sh"), "utf8");
  const help = /cat <<END\n([\s\S]*?)\nEND/u.exec(shell)?.[1] ?? "";
  const options = [...help.matchAll(/^ {2}(--\S+(?: [A-Z]+)?)/gmu)].map(([, option = ""]) => option);
  expect(rows.flatMap(([option = []]) => option)).toEqual(options);
  const powershell = readFileSync(join(GOLDEN, "install.ps1"), "utf8");
  const switches = [...powershell.matchAll(/^ {2}(-[A-Z]\w*(?: [A-Z]+)?) /gmu)].map(([, one = ""]) => one);
  expect(rows.flatMap(([, option = []]) => option)).toEqual(switches);
  for (const script of [shell, powershell]) {
    const variables = [...script.matchAll(/(?<=\$\{|\$env:)MY_TOOL_INSTALL_\w+/gu)].map(([name]) => name);
    expect(rows.flatMap(([, , variable = []]) => variable).toSorted()).toEqual(
      [...new Set(variables)].map((name) => name.replace("MY_TOOL", "CHATTY")).toSorted(),
    );
  }
});

test("what PowerShell's installer is said to show, it can show", () => {
  const script = readFileSync(join(GOLDEN, "install.ps1"), "utf8");
  expect(script).toContain("$ReleaseProduct $ReleaseVersion in $($Run.Folder)");
  const shown = BLOCKS.filter(({ section, info }) => section === "Windows" && info === "text");
  expect(shown.map(({ text }) => text)).toEqual([
    "Installed chatty 0.1.0 in C:\\Users\\you\\AppData\\Local\\Programs\\chatty\n",
  ]);
});

test("shownPattern() takes an ellipsis for anything within a line, and nothing else for more than itself", () => {
  expect(shownPattern("a (… MB)").test("a (104 MB)")).toBe(true);
  expect(shownPattern("a (… MB)").test("a (1\n MB)")).toBe(false);
  expect(shownPattern("a.b").test("axb")).toBe(false);
});
