/** What one connection takes at most: everything from outside is bounded by this table. */

export type Limits = {
  /** The longest message, without its line end, in and out. */
  readonly messageSizeBytes: number;
  /** How deeply arrays and objects may be nested in a message, in and out; a batch is one level around its messages. */
  readonly depth: number;
  /** The most messages in one batch that comes in; larger ones going out are cut. */
  readonly batchMessages: number;
  /** The most requests that run at once for the peer, and the most calls sent to it that are not answered. */
  readonly requestsInFlight: number;
  /**
   * Text waiting to be written, in UTF-16 units, which take one or two bytes each in memory; beyond it senders wait and
   * no further request is started.
   */
  readonly queuedCharacters: number;
  /** How many senders may wait for room before further ones are refused, and how much text they may have together. */
  readonly waitingSends: number;
  readonly waitingCharacters: number;
  /** How long requests may still take after the connection was closed, and how long the last text may take to be read. */
  readonly lastAnswersMs: number;
  /** How long after the end of the input nothing may happen, while requests still run, until they are given up. */
  readonly inputEndedMs: number;
  /** How long nothing may happen, while calls wait and the peer asks for too much to read on, until it is the end. */
  readonly stalledMs: number;
};

export const LIMITS: Limits = {
  messageSizeBytes: 4_194_304,
  depth: 64,
  batchMessages: 100,
  requestsInFlight: 256,
  queuedCharacters: 262_144,
  waitingSends: 10_000,
  waitingCharacters: 67_108_864,
  lastAnswersMs: 1000,
  inputEndedMs: 3000,
  stalledMs: 10_000,
};
