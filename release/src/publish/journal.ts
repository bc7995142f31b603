/** `dist/publish.json`: who we are to a destination, and what we began there. The destination's own state decides. */

import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { objectOf, parseObject, writeWhole } from "@slipway/build";

const FILE = "publish.json";
/** As many characters as a marker's publisher may have. */
const MAX_PUBLISHER = 64;

export type Journal = {
  readonly format: 1;
  readonly destination: string;
  readonly version: string;
  readonly commit: string;
  readonly checksums: string;
  readonly publisher: string;
  /** Digests of the files that were begun, by name. */
  readonly uploaded: Readonly<Record<string, string>>;
  /** Whether these very files were verified where they are published. */
  readonly isVerified: boolean;
};

type Variables = Readonly<Record<string, string | undefined>>;

/** What the journal is for; an entry of another version or destination is of no use. */
export type JournalSubject = Pick<Journal, "destination" | "version" | "commit" | "checksums">;

/**
 * The journal of an earlier try, or a new one. A workflow's job that is tried again is the same publisher, though its
 * machine is another; a later job of the run that is handed the journal goes on as that publisher.
 */
export function openJournal(dist: string, subject: JournalSubject, variables: Variables): Journal {
  const before = readJournal(dist);
  const { destination, version, checksums } = subject;
  const isSame = before?.destination === destination && before.version === version;
  const handedOn = isSame && isOfRun(before.publisher, variables) ? before.publisher : undefined;
  return {
    format: 1,
    ...subject,
    publisher: handedOn ?? jobOfRun(variables) ?? randomBytes(8).toString("hex"),
    uploaded: isSame ? before.uploaded : {},
    isVerified: isSame && before.isVerified && before.checksums === checksums,
  };
}

/** Whether a publisher is a job of the run that this is; outside workflows everything is. */
function isOfRun(publisher: string, { GITHUB_ACTIONS, GITHUB_RUN_ID }: Variables): boolean {
  return GITHUB_ACTIONS !== "true" || publisher.startsWith(`run-${GITHUB_RUN_ID}-`);
}

/** A job of a workflow's run; its attempts are one, for they come one after the other. */
function jobOfRun(variables: Variables): string | undefined {
  const { GITHUB_ACTIONS: isWorkflow, GITHUB_RUN_ID: run = "", GITHUB_JOB: job = "" } = variables;
  if (isWorkflow !== "true" || !/^\d{1,20}$/u.test(run)) return undefined;
  return /^[\w-]{1,100}$/u.test(job) ? `run-${run}-${job}`.slice(0, MAX_PUBLISHER) : `run-${run}`;
}

/** Writes the journal, whole. */
export function writeJournal(dist: string, journal: Journal): void {
  writeWhole(join(dist, FILE), `${JSON.stringify(journal, null, 2)}\n`);
}

type Earlier = Omit<Journal, "format" | "commit">;

/** An unreadable journal is none: what it would say is found at the destination. */
function readJournal(dist: string): Earlier | undefined {
  const path = join(dist, FILE);
  const journal = existsSync(path) ? parseObject(readFileSync(path, "utf8")) : undefined;
  if (journal?.get("format") !== 1) return undefined;
  const [destination, version, checksums, publisher] = [
    "destination",
    "version",
    "checksums",
    "publisher",
  ].map((key) => journal.get(key));
  if (typeof destination !== "string" || typeof version !== "string") return undefined;
  if (typeof checksums !== "string") return undefined;
  if (typeof publisher !== "string" || !/^[\w-]{1,64}$/u.test(publisher)) return undefined;
  const uploaded = [...(objectOf(journal.get("uploaded")) ?? [])].flatMap(([name, sha256]) =>
    typeof sha256 === "string" ? [[name, sha256] as const] : [],
  );
  const isVerified = journal.get("isVerified") === true;
  return {
    destination,
    version,
    checksums,
    publisher,
    uploaded: Object.fromEntries(uploaded),
    isVerified,
  };
}
