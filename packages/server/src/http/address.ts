/** Hosts that servers listen on. */

import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";

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

/**
 * An address that clients can use: the host of a server that listens on every address of this computer becomes the one
 * that the computer has in its network.
 */
export function urlForClients(listening: string): string {
  const url = new URL(listening);
  switch (url.hostname) {
    case "0.0.0.0":
      url.hostname = ownAddress("IPv4") ?? "127.0.0.1";
      return url.href;
    case "[::]":
      url.hostname = `[${ownAddress("IPv6") ?? "::1"}]`;
      return url.href;
    default:
      return listening;
  }
}

function ownAddress(family: "IPv4" | "IPv6"): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses);
  return all.find((address) => address.family === family && isForOthers(address))?.address;
}

/** One with a scope means something else on every computer. */
function isForOthers(address: NetworkInterfaceInfo): boolean {
  return !address.internal && !("scopeid" in address && address.scopeid);
}
