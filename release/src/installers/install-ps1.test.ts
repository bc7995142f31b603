/** The grammar of PowerShell, where no PowerShell is: what a cut or mistyped script would break. */

import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { Language, Parser } from "@vscode/tree-sitter-wasm";
import { expect, test } from "vitest";

const REPOSITORY = resolve(import.meta.dirname, "..", "..", "..");
const SCRIPT = readFileSync(join(import.meta.dirname, "golden", "install.ps1"), "utf8");

/** True for a text that is no whole script. */
async function errorFinder(): Promise<(text: string) => boolean | undefined> {
  await Parser.init();
  const grammar = import.meta.resolve("@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm");
  const parser = new Parser().setLanguage(await Language.load(new URL(grammar).pathname));
  return (text) => parser.parse(text)?.rootNode.hasError;
}

test("install.ps1 is PowerShell, and no part of it but the whole is", async () => {
  const hasError = await errorFinder();
  expect(hasError(SCRIPT)).toBe(false);
  const block = SCRIPT.indexOf("& {");
  for (let end = block + 3; end < SCRIPT.length - 2; end += 997)
    expect(hasError(SCRIPT.slice(0, end)), `cut at ${end}`).toBe(true);
});

test("every other script that is kept as it was made is PowerShell too", async () => {
  const hasError = await errorFinder();
  const scripts = globSync("packages/*/src/**/golden/*.ps1", { cwd: REPOSITORY });
  expect(scripts).not.toEqual([]);
  for (const file of scripts) {
    const text = readFileSync(join(REPOSITORY, file), "utf8");
    expect(hasError(text), file).toBe(false);
    expect(hasError(text.slice(0, text.length / 2)), file).toBe(true);
  }
});
