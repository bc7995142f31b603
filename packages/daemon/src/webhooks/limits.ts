/** How webhooks are delivered. */
export const WEBHOOK_LIMITS = {
  /** How long one attempt may take. */
  attemptMs: 10_000,
  /** The pause after the first failed attempt; each further one is `pauseFactor` times as long, up to six hours. */
  pauseFirstMs: 5000,
  /** Pauses vary between this part of what they should be and all of it, so that senders do not come in step. */
  pauseLeastPart: 0.5,
  pauseFactor: 4,
  pauseMostMs: 21_600_000,
  /** The longest pause that a receiver can ask for with `Retry-After`. */
  retryAfterMostMs: 21_600_000,
  /** An event that was not taken after so many attempts, or for three days, is dead. */
  attempts: 14,
  ageMs: 259_200_000,
  /** Dead events are kept for people to look at: the newest, for 30 days. */
  keptDead: 1000,
  keptDeadAgeMs: 2_592_000_000,
  /** How long a deliverer that is gone, or stands still, keeps others from delivering. More than one attempt. */
  leaseMs: 30_000,
  /** The longest time between two looks at the queue while something waits in it: clocks can be set. */
  lookMs: 60_000,
  /** How long a look waits where another process delivers. */
  otherDelivererMs: 2000,
  /** How long a deliverer that is told to stop waits for the attempt it is at. */
  stopMs: 2000,
  /** The most dead events in one answer. */
  listDead: 100,
} as const;

/** The same table with other numbers: what a test or an embedder sets. */
export type WebhookLimits = { readonly [Name in keyof typeof WEBHOOK_LIMITS]: number };
