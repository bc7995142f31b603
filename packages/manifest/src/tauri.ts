/** Keys and signatures in the form that Tauri's configuration and `latest.json` want. */

import { base64Of } from "./base64.ts";
import { type PublicKey, renderPublicKey } from "./minisign/public-key.ts";

/** `plugins.updater.pubkey` in `tauri.conf.json`: base64 of the two-line public key file. */
export function tauriPublicKey(key: PublicKey): string {
  return base64Of(Buffer.from(renderPublicKey(key)));
}

/** `platforms.*.signature` in `latest.json`: base64 of the whole .minisig text. */
export function tauriSignature(minisig: string): string {
  return base64Of(Buffer.from(minisig));
}
