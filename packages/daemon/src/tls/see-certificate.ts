/** Looks at the certificate of a server without trusting it, and sends nothing. */

import type { DetailedPeerCertificate, TLSSocket } from "node:tls";

const TIMEOUT_MS = 3000;
/** Longer chains than this nobody has. */
const CHAIN = 10;

export type SeenCertificate = {
  /** Who signed the last certificate of what the server sent. */
  readonly authority: string;
  readonly validFromMs: number;
  readonly validToMs: number;
  /** As OpenSSL prints them, such as `DNS:example.com`; may be empty. */
  readonly hosts: string;
};

/** What the server of `url` shows; undefined when that cannot be found out within three seconds. Never rejects. */
export async function seeCertificate(url: string): Promise<SeenCertificate | undefined> {
  const { connect } = await import("node:tls");
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/gu, "");
  const { promise, resolve } = Promise.withResolvers<SeenCertificate | undefined>();
  const socket: TLSSocket = connect({
    host,
    port: port === "" ? 443 : Number(port),
    // RFC 6066, section 3: addresses are no server names.
    ...(!isAddress(host) && { servername: host }),
    // Only looked at: nothing is written to it.
    rejectUnauthorized: false,
  });
  socket.setTimeout(TIMEOUT_MS);
  const limit = setTimeout(() => resolve(undefined), TIMEOUT_MS);
  socket.on("secureConnect", () => resolve(seen(socket.getPeerCertificate(true))));
  socket.on("timeout", () => resolve(undefined));
  socket.on("error", () => resolve(undefined));
  socket.on("close", () => resolve(undefined));
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
    socket.destroy();
  }
}

function isAddress(host: string): boolean {
  return host.includes(":") || /^[\d.]+$/u.test(host);
}

function seen(leaf: Partial<DetailedPeerCertificate>): SeenCertificate | undefined {
  if (leaf.subject === undefined || leaf.valid_from === undefined || leaf.valid_to === undefined)
    return undefined;
  let last: Partial<DetailedPeerCertificate> = leaf;
  for (let above = 0; above < CHAIN; above += 1) {
    const next: Partial<DetailedPeerCertificate> | undefined = last.issuerCertificate;
    if (next?.subject === undefined || next === last) break;
    last = next;
  }
  return {
    authority: nameOf(last.issuer),
    validFromMs: Date.parse(leaf.valid_from),
    validToMs: Date.parse(leaf.valid_to),
    hosts: leaf.subjectaltname ?? "",
  };
}

type Name = DetailedPeerCertificate["issuer"];

function nameOf(name: Name | undefined): string {
  const part = name?.CN ?? name?.O ?? name?.OU ?? "without a name";
  return typeof part === "string" ? part : String(part);
}
