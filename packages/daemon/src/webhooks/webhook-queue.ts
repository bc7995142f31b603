/** The queue of webhook events in the store's database. */

import type { Database } from "bun:sqlite";

import { WEBHOOK_LIMITS } from "./limits.ts";

import type { StoreDatabase } from "../store/store-database.ts";

/** What is to be delivered: the id is the same in every attempt. */
export type WebhookEvent = { readonly id: string; readonly body: string };

/** An event that waits for its next attempt. */
export type PendingEvent = WebhookEvent & {
  readonly createdAtMs: number;
  /** Failed attempts so far. */
  readonly attempts: number;
};

/** An event that was given up. */
export type DeadEvent = PendingEvent & { readonly runId: string | null; readonly lastError: string | null };

export type FailedAttempt = {
  /** What went wrong, without anything secret. */
  readonly error: string;
  /** Milliseconds since 1970; null gives the event up. */
  readonly nextAttemptAtMs: number | null;
};

export type LeaseTime = { readonly nowMs: number; readonly leaseMs: number };

/**
 * The queue of one receiver, in the database, so that events outlive every daemon; each call is one transaction. Daemons
 * with other receivers may use the same database: what was queued for one is never delivered to another.
 */
export type WebhookQueue = {
  /** Takes over what was queued while it was not known for whom. */
  readonly adopt: () => Promise<void>;
  /** The event whose attempt is due first; undefined when none is due at `nowMs`. */
  readonly due: (nowMs: number) => Promise<PendingEvent | undefined>;
  /** When the next attempt is due; undefined when nothing waits. */
  readonly nextAttemptAt: () => Promise<number | undefined>;
  readonly delivered: (id: string) => Promise<void>;
  readonly failed: (id: string, attempt: FailedAttempt) => Promise<void>;
  /**
   * Makes `holder` the only deliverer for a time, again if it is that already. False while another one is.
   */
  readonly lease: (holder: string, time: LeaseTime) => Promise<boolean>;
  /** Lets others deliver at once. */
  readonly release: (holder: string) => Promise<void>;
  /** Of all receivers, as is the rest. */
  readonly counts: () => Promise<{ readonly pending: number; readonly dead: number }>;
  /** Those given up, newest first, at most `listDead`. */
  readonly dead: () => Promise<readonly DeadEvent[]>;
  /** Removes dead events beyond what is kept, and those that nobody has tried to deliver for as long; how many. */
  readonly forget: (nowMs: number) => Promise<number>;
};

export type EnqueueOptions = {
  readonly event: WebhookEvent;
  readonly target: string;
  readonly runId: string;
  readonly nowMs: number;
};

/** The target of events that are queued while the setting which names their receiver is wrong. */
export const UNKNOWN_TARGET = "";

/** Adds an event, within the transaction that `db` is in. */
export function enqueue(db: Database, { event, target, runId, nowMs }: EnqueueOptions): void {
  db.query(
    `INSERT INTO webhook_events (id, run_id, target, body, state, created_at_ms, next_attempt_at_ms, attempts)
     VALUES (?, ?, ?, ?, 'pending', ?, ?, 0)`,
  ).run(event.id, runId, target, event.body, nowMs, nowMs);
}

/** The queue for the receiver that `target` is the key of. */
export function webhookQueue(database: StoreDatabase, target: string): WebhookQueue {
  const name = `webhooks.${target}`;
  return {
    adopt: () =>
      database.write((db) => {
        db.query("UPDATE webhook_events SET target = ? WHERE target = ?").run(target, UNKNOWN_TARGET);
      }),
    due: (nowMs) => database.read((db) => dueEvent(db, { target, nowMs })),
    nextAttemptAt: () => database.read((db) => nextAttemptAt(db, target)),
    delivered: (id) =>
      database.write((db) => void db.query("DELETE FROM webhook_events WHERE id = ?").run(id)),
    failed: (id, attempt) => database.write((db) => recordFailure(db, { id, ...attempt })),
    lease: (holder, time) => database.write((db) => takeLease(db, { name, holder, ...time })),
    release: (holder) =>
      database.write(
        (db) => void db.query("DELETE FROM leases WHERE name = ? AND holder = ?").run(name, holder),
      ),
    counts: () => database.read((db) => ({ pending: countOf(db, "pending"), dead: countOf(db, "dead") })),
    dead: () => database.read(deadEvents),
    forget: (nowMs) => database.write((db) => forget(db, nowMs)),
  };
}

type EventRow = {
  readonly id: string;
  readonly run_id: string | null;
  readonly body: string;
  readonly created_at_ms: number;
  readonly attempts: number;
  readonly last_error: string | null;
};

/** First attempts in the order of the runs' ends, and retries among them when their time has come. */
function dueEvent(
  db: Database,
  { target, nowMs }: { readonly target: string; readonly nowMs: number },
): PendingEvent | undefined {
  const row = db
    .query<EventRow, { target: string; nowMs: number; neverMs: number }[]>(
      `SELECT * FROM webhook_events
       WHERE target = $target AND state = 'pending'
         AND (next_attempt_at_ms <= $nowMs OR next_attempt_at_ms > $neverMs)
       ORDER BY next_attempt_at_ms, id LIMIT 1`,
    )
    // Nothing is put off for so long: the clock was ahead when it was.
    .get({ target, nowMs, neverMs: nowMs + WEBHOOK_LIMITS.pauseMostMs + WEBHOOK_LIMITS.retryAfterMostMs });
  return row === null ? undefined : pendingOf(row);
}

function pendingOf({ id, body, created_at_ms, attempts }: EventRow): PendingEvent {
  return { id, body, createdAtMs: created_at_ms, attempts };
}

function nextAttemptAt(db: Database, target: string): number | undefined {
  const sql = `SELECT min(next_attempt_at_ms) AS atMs FROM webhook_events
    WHERE target = ? AND state = 'pending'`;
  return db.query<{ atMs: number | null }, [string]>(sql).get(target)?.atMs ?? undefined;
}

function recordFailure(db: Database, failure: FailedAttempt & { readonly id: string }): void {
  const { id, error, nextAttemptAtMs } = failure;
  db.query(
    `UPDATE webhook_events SET attempts = attempts + 1, last_error = $error,
       state = iif($atMs IS NULL, 'dead', state), next_attempt_at_ms = ifnull($atMs, next_attempt_at_ms)
     WHERE id = $id AND state = 'pending'`,
  ).run({ id, error, atMs: nextAttemptAtMs });
}

/** A lease that lasts longer than any is given for is one from before the clock was set back. */
function takeLease(
  db: Database,
  { name, holder, nowMs, leaseMs }: LeaseTime & { readonly name: string; readonly holder: string },
): boolean {
  const untilMs = nowMs + leaseMs;
  return (
    db
      .query(
        `INSERT INTO leases (name, holder, expires_at_ms) VALUES ($name, $holder, $untilMs)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at_ms = excluded.expires_at_ms
         WHERE holder = $holder OR expires_at_ms <= $nowMs OR expires_at_ms > $untilMs`,
      )
      .run({ name, holder, nowMs, untilMs }).changes > 0
  );
}

function countOf(db: Database, state: "pending" | "dead"): number {
  const sql = "SELECT count(*) AS count FROM webhook_events WHERE state = ?";
  return db.query<{ count: number }, [string]>(sql).get(state)?.count ?? 0;
}

function deadEvents(db: Database): readonly DeadEvent[] {
  return db
    .query<EventRow, [number]>(
      "SELECT * FROM webhook_events WHERE state = 'dead' ORDER BY created_at_ms DESC, id DESC LIMIT ?",
    )
    .all(WEBHOOK_LIMITS.listDead)
    .map((row) => ({ ...pendingOf(row), runId: row.run_id, lastError: row.last_error }));
}

function forget(db: Database, nowMs: number): number {
  const old = db
    .query("DELETE FROM webhook_events WHERE created_at_ms < ?")
    .run(nowMs - WEBHOOK_LIMITS.keptDeadAgeMs).changes;
  const surplus = db
    .query(
      `DELETE FROM webhook_events WHERE id IN (
         SELECT id FROM webhook_events WHERE state = 'dead'
         ORDER BY created_at_ms DESC, id DESC LIMIT -1 OFFSET ?)`,
    )
    .run(WEBHOOK_LIMITS.keptDead).changes;
  return old + surplus;
}
