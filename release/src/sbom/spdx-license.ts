/** What a package calls its license, as CycloneDX wants it: an SPDX id, an SPDX expression, or a name. */

import { Models, SPDX } from "@cyclonedx/cyclonedx-library";

/** The license a text stands for; ids are matched whatever their case. */
export function licenseModel(text: string): Models.License {
  const id = SPDX.fixupSpdxId(text);
  // The library also finds names that every object has, such as "constructor".
  if (SPDX.isSupportedSpdxId(id)) return new Models.SpdxLicense(id);
  return isExpression(text) ? new Models.LicenseExpression(text) : new Models.NamedLicense(text);
}

const TOKEN = /\s*(\(|\)|[\w.:+-]+)/uy;

/** True for an expression of known ids (SPDX 2.3, annex D). */
export function isExpression(text: string): boolean {
  const tokens = tokensOf(text);
  if (tokens === undefined) return false;
  const end = expressionEnd(tokens, 0);
  return end !== undefined && end === tokens.length;
}

function tokensOf(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  const trimmed = text.trimEnd();
  while (pattern.lastIndex < trimmed.length) {
    const found = pattern.exec(trimmed)?.[1];
    if (found === undefined) return undefined;
    tokens.push(found);
  }
  return tokens;
}

/** Where the expression that starts at `at` ends; undefined where there is none. */
function expressionEnd(tokens: readonly string[], at: number): number | undefined {
  let end = termEnd(tokens, at);
  while (end !== undefined && (tokens[end] === "AND" || tokens[end] === "OR")) end = termEnd(tokens, end + 1);
  return end;
}

function termEnd(tokens: readonly string[], at: number): number | undefined {
  if (tokens[at] === "(") {
    const end = expressionEnd(tokens, at + 1);
    return end !== undefined && tokens[end] === ")" ? end + 1 : undefined;
  }
  if (!isLicense(tokens[at] ?? "")) return undefined;
  if (tokens[at + 1] !== "WITH") return at + 1;
  return /^[\w.-]+$/u.test(tokens[at + 2] ?? "") ? at + 3 : undefined;
}

function isLicense(token: string): boolean {
  if (/^(?:DocumentRef-[\w.-]+:)?LicenseRef-[\w.-]+$/u.test(token)) return true;
  return SPDX.isSupportedSpdxId(token.replace(/\+$/u, ""));
}
