/** The serial number of an SBOM: a digest of all the rest of it. */

import { nameUuid } from "./name-uuid.ts";

const LINE = /^ {2}"serialNumber": "[^"\n]*",\n/mu;

/** The serial number that belongs to an SBOM's text, whether there is one in it or not. */
export function serialNumberOf(text: string): string {
  return `urn:uuid:${nameUuid(withoutSerialNumber(text))}`;
}

/** The text without the line that has the serial number. */
export function withoutSerialNumber(text: string): string {
  return text.replace(LINE, "");
}
