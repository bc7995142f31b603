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

  test("is the job of a workflow's run, on whatever machine and however often", () => {
    const variables = { GITHUB_ACTIONS: "true", GITHUB_RUN_ID: "77" };
    expect(openJournal(tempFolder(), SUBJECT, variables).publisher).toBe("run-77");
    const jobs = ["publish", "draft_1", "j".repeat(100)].map((job) => ({ ...variables, GITHUB_JOB: job }));
    const publishers = jobs.map((job) => openJournal(tempFolder(), SUBJECT, job).publisher);
    expect(publishers).toEqual(["run-77-publish", "run-77-draft_1", `run-77-${"j".repeat(57)}`]);
    const again = { ...jobs[0], GITHUB_RUN_ATTEMPT: "2" };
    expect(openJournal(tempFolder(), SUBJECT, again).publisher).toBe("run-77-publish");
    expect(openJournal(tempFolder(), SUBJECT, { ...variables, GITHUB_RUN_ID: "7 7" }).publisher).toMatch(
      /^[0-9a-f]{16}$/u,
    );
  });

  test("is the job that began, where a later one of the same run is handed its journal", () => {
    const dist = tempFolder();
    const run = { GITHUB_ACTIONS: "true", GITHUB_RUN_ID: "77" };
    writeJournal(dist, openJournal(dist, SUBJECT, { ...run, GITHUB_JOB: "draft" }));
    const later = { ...run, GITHUB_JOB: "publish" };
    expect(openJournal(dist, SUBJECT, later).publisher).toBe("run-77-draft");
    expect(openJournal(dist, SUBJECT, { ...later, GITHUB_RUN_ID: "777" }).publisher).toBe("run-777-publish");
    expect(openJournal(dist, SUBJECT, {}).publisher).toBe("run-77-draft");
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
