/** The closed table of this package's fault codes. */

import { faultsOf } from "@slipway/fault";

export const MANIFEST_FAULTS = {
  /** The text is no minisign public key. */
  "public-key-invalid": "config",
  /** The public key is a point of small order or not written canonically: anyone could sign for it. */
  "public-key-weak": "untrusted",
  /** The text is no minisign secret key. */
  "secret-key-invalid": "config",
  /** A secret key without a password whose checksum or public half does not belong to it. */
  "secret-key-damaged": "untrusted",
  /** The secret key asks for more work than minisign itself ever does. */
  "secret-key-too-costly": "untrusted",
  /** Deriving the key from the password failed: too little memory. */
  "secret-key-memory": "environment",
  /** The secret key has a password and none was given. */
  "password-missing": "config",
  /** The password does not open the secret key (or the file is damaged: the two cannot be told apart). */
  "password-wrong": "config",
  /** minisign could not be given this password: too long, or with a line end or NUL in it. */
  "password-invalid": "usage",
  /** Signature file: not in minisign's form. */
  "signature-invalid": "untrusted",
  /** Signature file: of the old kind, which signs the file and not its digest. */
  "signature-legacy": "untrusted",
  /** Signature file: made with another key. */
  "signature-other-key": "untrusted",
  /** Signature file: its own signature does not hold, so the file was changed after signing. */
  "signature-damaged": "untrusted",
  /** Signature file: holds, but the signed comment is not one that this package reads or writes. */
  "trusted-comment-invalid": "untrusted",
  /** The signature file holds; the content is not what was signed. */
  "content-differs": "untrusted",
  /** `latest.json` does not hold; `details` has the first problems. */
  "latest-invalid": "untrusted",
} as const;

export type ManifestFaultCode = keyof typeof MANIFEST_FAULTS;

export const manifestFault: ReturnType<typeof faultsOf<typeof MANIFEST_FAULTS>> = faultsOf(MANIFEST_FAULTS);
