/** What `chatty doctor` prints for people. */

import { printable } from "../printable.ts";

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
        `${word}  ${check.padEnd(width)}  ${printable(found)}`,
        ...details.map((detail) => `           ${printable(detail)}`),
        ...(hint === null ? [] : [`           → ${printable(hint)}`]),
      ];
    })
    .map((line) => `${line}\n`)
    .join("");
}
