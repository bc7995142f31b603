/** Prints which certificates a program knows, and whether it trusts those that come with it. */

import { X509Certificate } from "node:crypto";
import { getCACertificates, rootCertificates } from "node:tls";

const trusted = new Set(getCACertificates("default"));

process.stdout.write(
  JSON.stringify({
    bundled: rootCertificates.filter((text) => new X509Certificate(text).ca).length,
    system: getCACertificates("system").length,
    areTrusted: rootCertificates.every((text) => trusted.has(text)),
  }),
);
