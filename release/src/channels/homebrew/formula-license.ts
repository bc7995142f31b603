/** The license of a formula, as its `license` line wants it. */

import { rubyString } from "./ruby-text.ts";

const ID = "[A-Za-z0-9][A-Za-z0-9.-]*\\+?";
const WITH = new RegExp(`^(${ID}) WITH (${ID})$`, "u");
const LIST = new RegExp(`^${ID}(?: (AND|OR) ${ID}(?: \\1 ${ID})*)?$`, "u");

/**
 * Ruby for an SPDX expression without parentheses (docs.brew.sh, "License Guidelines"); what has none, or is of another
 * form, cannot be said there.
 */
export function formulaLicense(text: string): string {
  const exception = WITH.exec(text);
  if (exception !== null) {
    const [, license = "", name = ""] = exception;
    return `${rubyString(license)} => { with: ${rubyString(name)} }`;
  }
  const list = LIST.exec(text);
  if (list === null || text === "UNLICENSED") return ":cannot_represent";
  const ids = text.split(/ (?:AND|OR) /u).map(rubyString);
  if (list[1] === undefined) return ids.join("");
  return `${list[1] === "OR" ? "any_of" : "all_of"}: [${ids.join(", ")}]`;
}
