import { Database } from "bun:sqlite";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { migrate, MIGRATIONS, SCHEMA_VERSION, schemaVersionOf } from "./migrations.ts";

const FIRST = { version: 1, statements: [...(MIGRATIONS[0]?.statements ?? [])] };
const SECOND = {
  version: 2,
  statements: ["ALTER TABLE runs ADD COLUMN note TEXT", "CREATE INDEX runs_by_note ON runs (note)"],
};
const BROKEN = { version: 3, statements: ["CREATE TABLE half (x)", "CREATE TABLE half (x)"] };

function databaseAt(path: string): Database {
  const db = new Database(path, { create: true, readwrite: true, strict: true });
  onTestFinished(() => db.close());
  return db;
}

const OPTIONS = { appVersion: "1.2.3", nowMs: 5 };

describe("migrate()", () => {
  test("goes by a table that is numbered without gaps", () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, at) => at + 1));
    expect(SCHEMA_VERSION).toBe(MIGRATIONS.length);
  });

  test("makes an empty database the newest, and says who did and when", () => {
    const db = databaseAt(":memory:");
    migrate(db, OPTIONS);
    expect(schemaVersionOf(db)).toBe(SCHEMA_VERSION);
    expect(db.query("SELECT * FROM schema_history").values()).toEqual([[1, "1.2.3", 5]]);
    migrate(db, { ...OPTIONS, appVersion: "9.9.9" });
    expect(db.query("SELECT * FROM schema_history").values()).toEqual([[1, "1.2.3", 5]]);
  });

  test("keeps what older versions wrote", () => {
    const db = databaseAt(":memory:");
    migrate(db, { ...OPTIONS, migrations: [FIRST] });
    db.run(`INSERT INTO runs (id, kind, command, state, started_at_ms, output_bytes, output_truncated, instance)
      VALUES ('a', 'program', 'c', 'running', 1, 0, 0, 'i')`);
    migrate(db, { ...OPTIONS, migrations: [FIRST, SECOND] });
    expect(schemaVersionOf(db)).toBe(2);
    expect(db.query("SELECT id, note FROM runs").values()).toEqual([["a", null]]);
  });

  test("leaves a step whole or undone", () => {
    const db = databaseAt(":memory:");
    expect(() => migrate(db, { ...OPTIONS, migrations: [FIRST, SECOND, BROKEN] })).toThrow("already exists");
    expect(schemaVersionOf(db)).toBe(2);
    expect(db.query("SELECT name FROM sqlite_schema WHERE name = 'half'").all()).toEqual([]);
  });

  test("does nothing that another connection has done", () => {
    const path = join(tempFolder(), "a.db");
    const [one, two] = [databaseAt(path), databaseAt(path)];
    migrate(one, { ...OPTIONS, migrations: [FIRST] });
    migrate(two, { ...OPTIONS, migrations: [FIRST, SECOND] });
    migrate(one, { ...OPTIONS, migrations: [FIRST, SECOND] });
    expect(one.query("SELECT version FROM schema_history").values()).toEqual([[1], [2]]);
  });
});

describe("the schema", () => {
  test.each([
    [
      "the newest page",
      "SELECT * FROM runs WHERE id < 'x' ORDER BY id DESC LIMIT 9",
      /SEARCH runs USING PRIMARY KEY/u,
    ],
    [
      "a page of one state",
      "SELECT * FROM runs WHERE state = 'failed' AND id < 'x' ORDER BY id DESC LIMIT 9",
      /SEARCH runs USING INDEX runs_by_state \(state=\? AND id<\?\)/u,
    ],
    [
      "runs by their end",
      "SELECT id, ended_at_ms FROM runs WHERE ended_at_ms IS NOT NULL ORDER BY ended_at_ms DESC, id DESC",
      /USING COVERING INDEX runs_by_end/u,
    ],
    [
      "the next webhook",
      "SELECT * FROM webhook_events WHERE target = 't' AND state = 'pending' AND next_attempt_at_ms <= 3 ORDER BY next_attempt_at_ms, id",
      /INDEX webhook_events_by_attempt/u,
    ],
  ])("finds %s by an index, without sorting", (_, sql, plan) => {
    const db = databaseAt(":memory:");
    migrate(db, OPTIONS);
    const steps = db.query<{ detail: string }, []>(`EXPLAIN QUERY PLAN ${sql}`).all();
    const text = steps.map(({ detail }) => detail).join("\n");
    expect(text).toMatch(plan);
    expect(text).not.toContain("TEMP B-TREE");
  });
});
