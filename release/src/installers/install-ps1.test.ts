/** The grammar of PowerShell, where no PowerShell is: what a cut or mistyped script would break. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Language, Parser } from "@vscode/tree-sitter-wasm";
import { expect, test } from "vitest";

const SCRIPT = readFileSync(join(import.meta.dirname, "golden", "install.ps1"), "utf8");

test("install.ps1 is PowerShell, and no part of it but the whole is", async () => {
  await Parser.init();
  const grammar = import.meta.resolve("@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm");
  const parser = new Parser().setLanguage(await Language.load(new URL(grammar).pathname));
  const hasError = (text: string): boolean | undefined => parser.parse(text)?.rootNode.hasError;
  expect(hasError(SCRIPT)).toBe(false);
  const block = SCRIPT.indexOf("& {");
  for (let end = block + 3; end < SCRIPT.length - 2; end += 997)
    expect(hasError(SCRIPT.slice(0, end)), `cut at ${end}`).toBe(true);
});
