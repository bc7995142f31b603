/** What is wrong with the certificate of a server that was refused, for people. */

import { quoted } from "../accounts/quoted.ts";
import { isOwnMachine } from "../accounts/safe-url.ts";
import { type SeenCertificate, seeCertificate } from "./see-certificate.ts";

export type CertificateProblem = {
  /** What was found, and what is wanted: the end of a message. */
  readonly problem: string;
  readonly hint: string;
};

type Kind = "unknown-authority" | "wrong-time" | "wrong-name";

/** The codes of RFC 5280's path validation as OpenSSL names them (X509_V_ERR), and Node's of RFC 9525's. */
const KINDS: Readonly<Record<string, Kind>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unknown-authority",
  UNABLE_TO_GET_ISSUER_CERT: "unknown-authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unknown-authority",
  SELF_SIGNED_CERT_IN_CHAIN: "unknown-authority",
  DEPTH_ZERO_SELF_SIGNED_CERT: "unknown-authority",
  CERT_UNTRUSTED: "unknown-authority",
  CERT_HAS_EXPIRED: "wrong-time",
  CERT_NOT_YET_VALID: "wrong-time",
  ERR_TLS_CERT_ALTNAME_INVALID: "wrong-name",
  HOSTNAME_MISMATCH: "wrong-name",
};

export type CertificateOptions = {
  /** Those of this process: the certificate is not asked for past a proxy. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly nowMs?: number;
};

/**
 * Undefined when `error`, of a request to `url`, is about something else. To name the authority or the hosts, the
 * certificate is asked for once more, without sending anything.
 */
export async function certificateProblem(
  url: string,
  error: unknown,
  { variables = process.env, nowMs = Date.now() }: CertificateOptions = {},
): Promise<CertificateProblem | undefined> {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const kind = Object.hasOwn(KINDS, code) ? KINDS[code] : undefined;
  if (kind === undefined) return undefined;
  const seen = isProxied(url, variables) ? undefined : await seeCertificate(url);
  switch (kind) {
    case "unknown-authority":
      return unknownAuthority(seen, code);
    case "wrong-time":
      return wrongTime(seen, nowMs);
    case "wrong-name":
      return wrongName(seen, url);
  }
}

function unknownAuthority(seen: SeenCertificate | undefined, code: string): CertificateProblem {
  return {
    problem: `${authorityOf(seen, code)}, one that is trusted here is wanted`,
    hint: "If you trust it, name the file of its certificate (PEM) in NODE_EXTRA_CA_CERTS, or add it to the system's store; then start chatty-daemon again",
  };
}

function authorityOf(seen: SeenCertificate | undefined, code: string): string {
  if (seen === undefined) return "its certificate is from an unknown authority";
  const name = quoted(seen.authority);
  return code === "DEPTH_ZERO_SELF_SIGNED_CERT"
    ? `its certificate "${name}" is signed by itself`
    : `its certificate is from the unknown authority "${name}"`;
}

function wrongTime(seen: SeenCertificate | undefined, nowMs: number): CertificateProblem {
  return {
    problem: `${validityOf(seen, nowMs)}, one that is valid now is wanted`,
    hint: "Check this machine's clock; if it is right, the server needs a new certificate",
  };
}

function validityOf(seen: SeenCertificate | undefined, nowMs: number): string {
  if (seen !== undefined && seen.validToMs < nowMs)
    return `its certificate expired on ${day(seen.validToMs)}`;
  if (seen !== undefined && seen.validFromMs > nowMs) {
    return `its certificate begins to be valid on ${day(seen.validFromMs)}`;
  }
  return "its certificate, or that of its authority, has expired or is not valid yet";
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function wrongName(seen: SeenCertificate | undefined, url: string): CertificateProblem {
  const names = seen?.hosts ?? "";
  const found =
    names === "" ? "its certificate is for other hosts" : `its certificate is for ${quoted(names)}`;
  return {
    problem: `${found}, one for "${new URL(url).hostname}" is wanted`,
    hint: "Check the address: another server answers there",
  };
}

const PROXIES = ["https_proxy", "all_proxy"];

function isProxied(url: string, variables: CertificateOptions["variables"] = {}): boolean {
  if (isOwnMachine(url)) return false;
  return Object.entries(variables).some(
    ([name, value]) => PROXIES.includes(name.toLowerCase()) && value !== undefined && value !== "",
  );
}
