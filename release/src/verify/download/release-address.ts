/** Where the files of a release are to be had: by the address of their folder, or by the configured addresses. */

import { CHECKSUMS_FILE, SIGNATURE_SUFFIX } from "../../plan/plan.ts";
import { downloadFault } from "./faults.ts";
import { addressProblem } from "./safe-address.ts";

export type ReleaseAddress = {
  /** How people are told of it. */
  readonly shown: string;
  /** The version that was asked for; undefined where any will do. */
  readonly version: string | undefined;
  /** Undefined where there is no file of that name. */
  readonly addressOf: (file: string) => string | undefined | Promise<string | undefined>;
  /** What is sent along to the server that is asked, and to none that it redirects to. */
  readonly headers?: Readonly<Record<string, string>>;
  /** It was published just now: what is not there yet is asked for again. */
  readonly isFresh?: boolean;
};

const FILE = "{file}";
const TAG = /^v?(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?)$/u;

/** Whether a text is an address rather than a path: `C://x` is none. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z\d+.-]+:\/\//iu.test(text);
}

/** The version that a tag such as `v1.2.3` or `1.2.3` names; undefined for any other text. */
export function taggedVersion(text: string): string | undefined {
  return TAG.exec(text)?.[1];
}

/**
 * The release at an address: of its folder, of the list of digests in it, of its page at GitHub, or with `{file}` where
 * the names go.
 *
 * @throws Fault `address-unusable`
 */
export function releaseAddress(text: string): ReleaseAddress {
  const template = text.includes(FILE) ? text : folderTemplate(text);
  if (template.includes("{version}"))
    throw unusable(text, 'it has "{version}" in it, wanted the version itself');
  // What follows may be a secret.
  const shown = text.replace(/[?#].*$/su, "");
  return fromTemplate(template, { shown, version: undefined });
}

/**
 * The release of a version, by the configuration's `downloads`.
 *
 * @throws Fault `no-downloads`, `address-unusable`
 */
export function versionAddress(version: string, downloads: string | undefined): ReleaseAddress {
  if (downloads === undefined) {
    throw downloadFault("no-downloads", {
      message: `Cannot find release "${version}": the configuration does not say where releases are`,
      hint: "Set downloads or repository in the configuration, or name the address of the release's folder",
    });
  }
  const template = downloads.replaceAll("{version}", version);
  return fromTemplate(template, { shown: template.replaceAll(FILE, ""), version });
}

function fromTemplate(template: string, rest: Omit<ReleaseAddress, "addressOf">): ReleaseAddress {
  const addressOf = (file: string): string => template.replaceAll(FILE, () => file);
  parsed(addressOf(CHECKSUMS_FILE), rest.shown);
  return { ...rest, addressOf };
}

/** GitHub's page of a release has its files beside it. */
function folderTemplate(text: string): string {
  const { origin, pathname, search } = parsed(text, text);
  const own = pathname.slice(pathname.lastIndexOf("/") + 1);
  const isFile = own === CHECKSUMS_FILE || own === CHECKSUMS_FILE + SIGNATURE_SUFFIX;
  const folder = (isFile ? pathname.slice(0, -own.length) : pathname).replace(/\/*$/u, "/");
  const files = folder.replace(/\/releases\/tag\/(?=[^/]+\/$)/u, "/releases/download/");
  return `${origin}${files}${FILE}${search}`;
}

function parsed(address: string, shown: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const problem = url === undefined ? "it cannot be read" : addressProblem(url);
  if (url !== undefined && problem === undefined) return url;
  throw unusable(shown, `${problem ?? ""}, wanted an https:// address`);
}

function unusable(shown: string, found: string): unknown {
  // A password is not shown.
  const address = shown.replace(/\/\/[^/@]*@/u, "//…@");
  return downloadFault("address-unusable", {
    message: `Cannot verify "${address}": ${found}`,
    hint: "Name the address of the folder that checksums.txt is in, e.g. https://example.com/tool/v1.2.3/",
  });
}
