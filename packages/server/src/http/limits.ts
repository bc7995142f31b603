/**
 * What an HTTP server takes at most and waits at longest. What comes before a handler is called is bounded by Bun: headers have
 * 16 KiB and 12 seconds from the connection on, whatever `idleTimeout` says, and connections cannot be counted (1.4.4).
 */
export const HTTP_LIMITS = {
  bodyBytes: 4_194_304,
  /** How long a body may take; Bun itself hangs up sooner on bodies that come a few bytes at a time. */
  bodyMs: 30_000,
  /** How long a connection may be silent while nothing is asked. */
  idleSeconds: 30,
  /** Requests at the same time, streams that stay open among them. */
  requests: 4096,
  /** A token that can be guessed is none. */
  minTokenLength: 16,
  /** How long requests that are being answered may hold up the end. */
  drainMs: 5000,
  /** How often is looked whether all of them are answered. */
  drainLookMs: 20,
} as const;

export type HttpLimits = { readonly [Name in keyof typeof HTTP_LIMITS]: number };
