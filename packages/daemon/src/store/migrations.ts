/** The shape of the database, as a numbered table that only ever grows. */

import type { Database } from "bun:sqlite";

type Migration = { readonly version: number; readonly statements: readonly string[] };

/**
 * Never change a row of this table: databases that were made with it are out there. `schema_history` must keep its
 * shape in every version, since older daemons read from it who made a database that they cannot use.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    statements: [
      `CREATE TABLE schema_history (
        version INTEGER PRIMARY KEY,
        app_version TEXT NOT NULL,
        migrated_at_ms INTEGER NOT NULL
      ) STRICT`,
      `CREATE TABLE runs (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('program', 'http')),
        command TEXT NOT NULL,
        argv TEXT CHECK (argv IS NULL OR json_valid(argv)),
        request TEXT CHECK (request IS NULL OR json_valid(request)),
        cwd TEXT,
        state TEXT NOT NULL
          CHECK (state IN ('running', 'exited', 'failed', 'cancelled', 'timed_out', 'interrupted')),
        exit_code INTEGER,
        signal TEXT,
        started_at_ms INTEGER NOT NULL,
        ended_at_ms INTEGER,
        output_bytes INTEGER NOT NULL,
        output_truncated INTEGER NOT NULL CHECK (output_truncated IN (0, 1)),
        error TEXT CHECK (error IS NULL OR json_valid(error)),
        instance TEXT NOT NULL,
        pid INTEGER,
        process_start_time TEXT,
        CHECK ((state = 'running') = (ended_at_ms IS NULL))
      ) STRICT, WITHOUT ROWID`,
      "CREATE INDEX runs_by_state ON runs (state, id)",
      "CREATE INDEX runs_by_end ON runs (ended_at_ms, id) WHERE ended_at_ms IS NOT NULL",
      `CREATE TABLE webhook_events (
        id TEXT PRIMARY KEY,
        run_id TEXT REFERENCES runs (id) ON DELETE SET NULL,
        target TEXT NOT NULL,
        body TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'dead')),
        created_at_ms INTEGER NOT NULL,
        next_attempt_at_ms INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        last_error TEXT
      ) STRICT, WITHOUT ROWID`,
      "CREATE INDEX webhook_events_by_attempt ON webhook_events (target, state, next_attempt_at_ms, id)",
      "CREATE INDEX webhook_events_by_run ON webhook_events (run_id)",
      `CREATE TABLE leases (
        name TEXT PRIMARY KEY,
        holder TEXT NOT NULL,
        expires_at_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`,
    ],
  },
];

/** The newest shape this daemon knows. */
export const SCHEMA_VERSION: number = Math.max(...MIGRATIONS.map(({ version }) => version));

/** The number of the shape a database has; 0 for one that is empty. */
export function schemaVersionOf(db: Database): number {
  return db.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version ?? 0;
}

export type MigrateOptions = {
  /** The version of this daemon, kept in the database. */
  readonly appVersion: string;
  readonly nowMs: number;
  /** The table to go by. */
  readonly migrations?: readonly Migration[];
};

/**
 * Brings a database to the newest shape, each step in a transaction of its own: one that is interrupted has left the
 * shape before it. Several processes may do it at once: each step looks again at where the others are. Leaves the
 * number in the file itself, not in the log beside it, where a daemon that is older finds it without opening it.
 */
export function migrate(db: Database, options: MigrateOptions): void {
  const { migrations = MIGRATIONS } = options;
  const from = schemaVersionOf(db);
  for (const { version, statements } of migrations.filter((migration) => migration.version > from)) {
    db.transaction(() => {
      if (schemaVersionOf(db) !== version - 1) return;
      for (const statement of statements) db.run(statement);
      db.run("INSERT INTO schema_history (version, app_version, migrated_at_ms) VALUES (?, ?, ?)", [
        version,
        options.appVersion,
        options.nowMs,
      ]);
      db.run(`PRAGMA user_version = ${version}`);
    }).immediate();
  }
  if (schemaVersionOf(db) !== from) db.run("PRAGMA wal_checkpoint(TRUNCATE)");
}
