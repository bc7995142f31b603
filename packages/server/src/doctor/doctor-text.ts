/** What `chatty doctor` prints for people. */

import type { Finding } from "./finding.ts";

export type DoctorTextOptions = { readonly hasColours: boolean };

/** SGR codes of ECMA-48: green, yellow, red. */
const COLOURS = { ok: 32, warning: 33, failed: 31 } as const;

/** One line a finding; what to do is below it. */
export function doctorText(findings: readonly Finding[], { hasColours }: DoctorTextOptions): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return findings
    .flatMap(({ check, state, found, details, hint }) => {
      const padded = state.padEnd("warning".length);
      const word = hasColours ? `\u001b[${COLOURS[state]}m${padded}\u001b[0m` : padded;
      return [
        `${word}  ${check.padEnd(width)}  ${oneLine(found)}`,
        ...details.map((detail) => `           ${oneLine(detail)}`),
        ...(hint === null ? [] : [`           → ${oneLine(hint)}`]),
      ];
    })
    .map((line) => `${line}\n`)
    .join("");
}

/** Names and texts from outside must not move the cursor. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, " ");
}
