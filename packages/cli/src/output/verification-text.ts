/** What `slipway verify` says: that all holds, and a table of what was proven and what was not. */

import type { Verification } from "@slipway/release";

import { tableText } from "./table.ts";

export function verificationText({ version, files, key, snapshot, claims }: Verification): string {
  const table = tableText(
    [
      { title: "claim", align: "left" },
      { title: "proven", align: "left" },
      { title: "what was found", align: "left" },
    ],
    claims.map(({ claim, proven, text }) => [claim, proven ? "proven" : "not proven", printable(text)]),
  );
  return [
    `${version}: all ${files} files hold, signed with key ${key}\n\n`,
    table,
    snapshot
      ? "\nA snapshot: its test key is public, so this proves that it is whole, not who made it\n"
      : "",
  ].join("");
}

/** What executables say may hold anything. */
function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, "?");
}
