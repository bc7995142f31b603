/** A version as Windows counts it: four numbers of 16 bits. */

import { buildFault } from "../faults.ts";

export type WindowsVersion = readonly [number, number, number, number];

const NUMBERS = /^(\d+)\.(\d+)\.(\d+)(?:-.+)?$/u;
const LARGEST = 65_535;

/**
 * The numbers of a semantic version; what comes after a dash has no place among them, and the last one is 0.
 *
 * @throws Fault `stamp-invalid` for a text that is no version, and where a number exceeds 65535.
 */
export function windowsVersion(version: string): WindowsVersion {
  const [, ...digits] = NUMBERS.exec(version) ?? [];
  const [major, minor, patch] = digits.map(Number);
  if (major === undefined || minor === undefined || patch === undefined) {
    throw invalid(version, "it is no version, one such as 1.2.3 is wanted");
  }
  const large = digits.find((number) => Number(number) > LARGEST);
  if (large !== undefined) throw invalid(version, `${large} is too large, at most ${LARGEST} is possible`);
  return [major, minor, patch, 0];
}

function invalid(version: string, found: string): unknown {
  return buildFault("stamp-invalid", {
    message: `Cannot give an executable for Windows the version "${version}": ${found}`,
    hint: "Give the product a version whose numbers are smaller, or build it without the targets for Windows",
  });
}
