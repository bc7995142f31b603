/** What versions, names and definitions look like: the patterns of a configuration's texts. */

/** Names become file names on every system: lower case, digits, dashes, and no dash at the ends. */
export const NAME: RegExp = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** File systems take 255 bytes; a name shares them with version, target and suffixes. */
export const NAME_LENGTH = 64;

/** Windows takes these for devices in every folder, with any suffix ("Naming Files", Microsoft Learn). */
export const DEVICE: RegExp = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])$/i;

/** SemVer 2.0.0, clause 2 and 9, without build metadata (file names and updaters do not agree on "+"). */
export const VERSION: RegExp =
  /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}(?:-(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?$/;

export const VERSION_WANTED = "a semantic version such as 1.2.3 or 1.2.3-beta.1";

/** An identifier, or several with dots between: what the bundler's `define` can replace. */
export const DOTTED_NAME: RegExp = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*$/;

/** How the names begin that Slipway itself defines in every app: what an executable says it is, it is. */
export const OWN_DEFINES = "process.env.SLIPWAY_";

/** Reverse-DNS style, as Apple's "Bundle ID" has it; also what a code signature's identifier may be. */
export const IDENTIFIER: RegExp = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,126}[A-Za-z0-9])?$/;

/** True for what `define` can put in place of a name: a JSON value, or the name of a global. */
export function isDefineValue(text: string): boolean {
  return DOTTED_NAME.test(text) || isJson(text);
}

/** The placeholders of a download address that nothing will be put into. */
export function unknownPlaceholders(address: string): readonly string[] {
  const known = ["{version}", "{file}"];
  return [...new Set(address.match(/\{[^{}]*\}/g) ?? [])].filter((found) => !known.includes(found));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Why it is no JSON does not matter: the problem says what is wanted.
    return false;
  }
}

/** An address that secrets may be sent to: https, or this machine itself. */
export function isApiAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.search !== "" || url.hash !== "" || url.username !== "") return false;
  return isEncryptedOrLocal(url);
}

/** Whether an address is one that files are taken from; on this machine nobody listens in. */
export function isDownloadAddress(text: string): boolean {
  return URL.canParse(text) && isEncryptedOrLocal(new URL(text));
}

function isEncryptedOrLocal({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && hostname === "127.0.0.1");
}
