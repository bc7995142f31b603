/** Where the page may be served: on this computer only. */

/** The hosts that no other computer can reach. */
export const LOOPBACK_HOSTS: ["127.0.0.1", "localhost", "::1"] = ["127.0.0.1", "localhost", "::1"];

export type LoopbackHost = (typeof LOOPBACK_HOSTS)[number];
