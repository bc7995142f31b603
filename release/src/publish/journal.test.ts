import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { mutate, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { openJournal, writeJournal } from "./journal.ts";

const SUBJECT = {
  destination: "folder /a",
  version: "1.2.3",
  commit: "a".repeat(40),
  checksums: "b".repeat(64),
};

describe("openJournal()", () => {
  test("is the same publisher for the same version and destination, and another one otherwise", () => {
    const dist = tempFolder();
    const first = openJournal(dist, SUBJECT, {});
    writeJournal(dist, { ...first, uploaded: { a: "c".repeat(64) } });
    expect(openJournal(dist, { ...SUBJECT, checksums: "d".repeat(64) }, {})).toMatchObject({
      publisher: first.publisher,
      uploaded: { a: "c".repeat(64) },
    });
    for (const other of [{ version: "1.2.4" }, { destination: "folder /b" }]) {
      const journal = openJournal(dist, { ...SUBJECT, ...other }, {});
      expect(journal.publisher).not.toBe(first.publisher);
      expect(journal.uploaded).toEqual({});
    }
  });

  test("is another one on every machine of a workflow's run, and names the run and the attempt", () => {
    const variables = { GITHUB_ACTIONS: "true", GITHUB_RUN_ID: "77", GITHUB_JOB: "j".repeat(100) };
    const of = (changes = {}) => openJournal(tempFolder(), SUBJECT, { ...variables, ...changes }).publisher;
    const legs = [of(), of(), of({ GITHUB_JOB: `${"j".repeat(99)}k` })];
    for (const leg of legs) expect(leg).toMatch(/^run-77-1-[0-9a-f]{16}$/u);
    expect(new Set(legs).size).toBe(3);
    expect(of({ GITHUB_RUN_ATTEMPT: "2" })).toMatch(/^run-77-2-[0-9a-f]{16}$/u);
    expect(of({ GITHUB_RUN_ID: "7 7" })).toMatch(/^[0-9a-f]{16}$/u);
  });

  test("is the job that began, where a later one of the same run is handed its journal", () => {
    const dist = tempFolder();
    const run = { GITHUB_ACTIONS: "true", GITHUB_RUN_ID: "77" };
    const first = openJournal(dist, SUBJECT, { ...run, GITHUB_JOB: "draft" });
    writeJournal(dist, first);
    const later = { ...run, GITHUB_JOB: "publish", GITHUB_RUN_ATTEMPT: "2" };
    expect(openJournal(dist, SUBJECT, later).publisher).toBe(first.publisher);
    expect(openJournal(dist, SUBJECT, { ...later, GITHUB_RUN_ID: "777" }).publisher).toMatch(/^run-777-2-/u);
    expect(openJournal(dist, SUBJECT, {}).publisher).toBe(first.publisher);
  });

  test("remembers that these very files were verified", () => {
    const dist = tempFolder();
    const first = openJournal(dist, SUBJECT, {});
    expect(first.isVerified).toBe(false);
    writeJournal(dist, { ...first, isVerified: true });
    expect(openJournal(dist, SUBJECT, {}).isVerified).toBe(true);
    expect(openJournal(dist, { ...SUBJECT, checksums: "d".repeat(64) }, {}).isVerified).toBe(false);
  });

  test("takes a damaged journal for none", () => {
    const dist = tempFolder();
    writeJournal(dist, openJournal(dist, SUBJECT, {}));
    const path = join(dist, "publish.json");
    const text = readFileSync(path);
    const random = seededRandom(9);
    for (let round = 0; round < 300; round += 1) {
      writeFileSync(path, mutate(text, random));
      expect(openJournal(dist, SUBJECT, {}).publisher).toMatch(/^[\w-]{1,64}$/u);
    }
  });
});
