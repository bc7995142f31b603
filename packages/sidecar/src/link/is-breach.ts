/** What a flaw in a sidecar's messages means. */

/** Progress that comes after its call has ended harms nobody. */
const HARMLESS = "progress of ";

/**
 * Whether the connection cannot go on: what came may have been the answer to any call, which would then wait for ever.
 * `flaw` is what the connection says of it.
 */
export function isBreach(flaw: string): boolean {
  return !flaw.startsWith(HARMLESS);
}
