/** How to see that what was downloaded is what was released. */

import { type PublicKey, renderPublicKeyLine } from "@slipway/manifest";

import { CHECKSUMS_FILE } from "../plan/plan.ts";
import { isSnapshotKey } from "../sign/signing-key.ts";
import { codeBlock } from "./markdown.ts";

/** The Markdown without a heading; `publicKey` is undefined where the project has none yet. */
export function verifyLines(publicKey: PublicKey | undefined): string {
  const digests = codeBlock("sh", [`sha256sum --ignore-missing -c ${CHECKSUMS_FILE}`]);
  if (publicKey === undefined) {
    return `The digests of all files are in \`${CHECKSUMS_FILE}\` (on macOS, \`shasum -a 256\`):\n\n${digests}`;
  }
  const { keyId } = publicKey;
  const whose = isSnapshotKey(publicKey)
    ? `Slipway's test key ${keyId}, which anyone has: it proves that this snapshot is whole, not who made it`
    : `[minisign](https://jedisct1.github.io/minisign/) key ${keyId}`;
  return [
    `The digests of all files are in \`${CHECKSUMS_FILE}\`, which is signed with ${whose}. ` +
      "On macOS, `shasum -a 256` takes the place of `sha256sum`.",
    codeBlock("sh", [
      `minisign -Vm ${CHECKSUMS_FILE} -P ${renderPublicKeyLine(publicKey)}`,
      `sha256sum --ignore-missing -c ${CHECKSUMS_FILE}`,
    ]),
  ].join("\n\n");
}
