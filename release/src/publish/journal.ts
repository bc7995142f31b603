/** `dist/publish.json`: who we are to a destination, and what we began there. The destination's own state decides. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { objectOf, parseObject, writeWhole } from "@slipway/build";

import { isOfRun, publisherId } from "./publisher-id.ts";

const FILE = "publish.json";

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
 * The journal of an earlier try, or a new one. A later job of a workflow's run that is handed the journal goes on as that
 * publisher; an attempt without it is another one, to which what earlier attempts left belongs.
 */
export function openJournal(dist: string, subject: JournalSubject, variables: Variables): Journal {
  const before = readJournal(dist);
  const { destination, version, checksums } = subject;
  const isSame = before?.destination === destination && before.version === version;
  const handedOn = isSame && isOfRun(before.publisher, variables) ? before.publisher : undefined;
  return {
    format: 1,
    ...subject,
    publisher: handedOn ?? publisherId(variables),
    uploaded: isSame ? before.uploaded : {},
    isVerified: isSame && before.isVerified && before.checksums === checksums,
  };
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
