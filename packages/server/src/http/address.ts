/** Hosts that servers listen on. */

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/iu;

/** Whether no other computer can reach what listens on this host. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(plainHost(host));
}

/** A host without the brackets that an IPv6 address has in URLs. */
export function plainHost(host: string): string {
  return host.replace(/^\[(?<address>.*)\]$/u, "$<address>");
}

/** A host as URLs and `Host` headers spell it. */
export function hostInUrl(host: string): string {
  return plainHost(host).includes(":") ? `[${plainHost(host)}]` : host;
}
