/** What MCP over HTTP keeps at most, and for how long. */
export const MCP_HTTP_LIMITS = {
  /** Sessions of Streamable HTTP, and connections of `/sse`, each. The session that nobody used for longest makes room. */
  sessions: 2000,
  /** How long a session lives that has no open stream and asks for nothing. */
  sessionIdleMs: 1_800_000,
  /** How often is looked for such sessions. */
  sessionLookMs: 60_000,
  /** `subscriptions/listen` streams. */
  subscriptions: 2000,
  /** What a client may leave unread in one stream before the stream is ended. */
  unreadBytes: 8_388_608,
  /** What all sessions together keep for clients that come back; the oldest goes first. */
  eventBytes: 33_554_432,
  /** What a message costs besides its texts. */
  eventOverheadBytes: 256,
  /** A word on every open stream, so that a client that is gone is noticed. */
  keepAliveMs: 15_000,
  /** After how long a client is to come back to a stream that has ended. */
  retryMs: 1000,
} as const;

export type McpHttpLimits = { readonly [Name in keyof typeof MCP_HTTP_LIMITS]: number };
