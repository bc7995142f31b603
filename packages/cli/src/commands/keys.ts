/** `slipway keys` */

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

import {
  generateKeyPair,
  renderPublicKey,
  renderPublicKeyLine,
  renderSecretKey,
  tauriPublicKey,
} from "@slipway/manifest";

import type { Arguments } from "../arguments.ts";
import { cliFault } from "../faults.ts";
import type { Terminal } from "../terminal.ts";

const SECRET_FILE = "slipway.key";
const PUBLIC_FILE = "slipway.pub";

/** Writes a new key pair as minisign does; the secret half is for you alone and never overwritten. */
export async function runKeys(args: Arguments, terminal: Terminal): Promise<void> {
  const [action] = args.positionals;
  if (action !== "new") {
    throw cliFault("bad-arguments", {
      message: `Cannot run slipway keys ${action}: there is no such action`,
      hint: "Use: slipway keys new",
    });
  }
  const password = readPassword(args, terminal);
  const folder = keyFolder(args, terminal);
  const secretFile = join(folder, SECRET_FILE);
  const publicFile = join(folder, PUBLIC_FILE);
  checkFree([secretFile, publicFile]);
  const key = generateKeyPair();
  const secretText = await renderSecretKey(key, password === undefined ? {} : { password });
  writeFileSync(secretFile, secretText, { mode: 0o600, flag: "wx" });
  writeFileSync(publicFile, renderPublicKey(key.publicKey), { flag: "wx" });
  const publicKey = renderPublicKeyLine(key.publicKey);
  if (args.flag("json")) {
    return terminal.result(
      `${JSON.stringify({ publicKey, keyId: key.publicKey.keyId, secretFile, publicFile }, null, 2)}\n`,
    );
  }
  terminal.result(
    [
      `secret key  ${secretFile}  keep it safe: whoever has it signs your releases`,
      `public key  ${publicFile}`,
      "",
      "In slipway.config.ts:",
      `  signing: { publicKey: "${publicKey}" },`,
      "",
      "For a Tauri app, plugins.updater.pubkey in tauri.conf.json:",
      `  ${tauriPublicKey(key.publicKey)}`,
      "",
    ].join("\n"),
  );
}

/** Not in the project by default: a secret key there is one commit away from being public. Made for its owner alone. */
function keyFolder(args: Arguments, terminal: Terminal): string {
  const named = args.text("out");
  const home = terminal.variables["HOME"] ?? terminal.variables["USERPROFILE"] ?? homedir();
  const folder = named === undefined ? join(home, ".slipway") : resolve(terminal.cwd, named);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** From the environment, so that it is in no history and no process list. */
function readPassword(args: Arguments, terminal: Terminal): string | undefined {
  const password = terminal.variables["SLIPWAY_SECRET_KEY_PASSWORD"];
  if (args.flag("no-password")) return undefined;
  if (password !== undefined && password !== "") return password;
  throw cliFault("bad-arguments", {
    message: "Cannot make a key: it wants a password, and SLIPWAY_SECRET_KEY_PASSWORD is not set",
    hint: "Set SLIPWAY_SECRET_KEY_PASSWORD, or use --no-password when a secret store protects the key",
  });
}

function checkFree(files: readonly string[]): void {
  const taken = files.find((file) => existsSync(file));
  if (taken === undefined) return;
  throw cliFault("bad-arguments", {
    message: `Cannot write "${taken}": it exists, and a lost key cannot be brought back`,
    hint: "Move it away, or choose another folder with --out",
  });
}
