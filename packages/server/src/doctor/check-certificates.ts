/** Whether the certificates can be read that are to be trusted besides the system's: nothing else says that they cannot. */

import { readFileSync } from "node:fs";

import { fileFaultOf } from "@slipway/fault";

import { type Finding, ok, warning } from "./finding.ts";

import type { Variables } from "../settings/variables.ts";

const NAME = "NODE_EXTRA_CA_CERTS";

/** Nothing where none are named. */
export function checkCertificates(variables: Variables): readonly Finding[] {
  const path = variables[NAME] ?? "";
  if (path === "") return [];
  const found = problemOf(path);
  if (found === undefined) return [ok("certificates", path)];
  return [warning("certificates", { found, hint: `Correct ${NAME}, or unset it` })];
}

function problemOf(path: string): string | undefined {
  try {
    const isPem = readFileSync(path, "latin1").includes("-----BEGIN ");
    return isPem ? undefined : `${NAME} is "${path}", which has no certificate in PEM`;
  } catch (error) {
    const reason = fileFaultOf(error, { action: "read", path })?.message ?? String(error);
    return `${NAME} is of no use: ${reason}`;
  }
}
