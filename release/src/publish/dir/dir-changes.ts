/** Every change of a folder as destination: under its lock, and only while the draft is the one that was seen. */

import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";

import { sha256File, writeWhole } from "@slipway/build";
import { fileFaultOf } from "@slipway/fault";

import { POWERSHELL_INSTALLER, SHELL_INSTALLER } from "../../installers/installer-texts.ts";
import type { Destination, DraftText } from "../destination.ts";
import { draftChanged, expectUnchanged, expectWhole } from "../expect-draft.ts";
import { publishFault } from "../faults.ts";
import type { LocalFile, LocalRelease, Marker, RemoteRelease } from "../state.ts";
import { mayReplace } from "../track-document.ts";
import { withFolderLock } from "./folder-lock.ts";
import { type DigestOf, isVanished, lookInto, partName } from "./look-into.ts";
import { markerText, placesOf } from "./places.ts";
import { syncFile, syncFolder } from "./sync.ts";
import { readTrack, TRACK_FILE } from "./track-file.ts";

/** Called before each operation that changes the folder; for tests. */
export type OnChange = (operation: string) => void;

/** Modes: what is not published is for its publisher alone, whatever serves the folder. */
const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const PUBLIC_FOLDER = 0o755;

/** What people install from at an address that stays. */
const LASTING_FILES: readonly string[] = [SHELL_INSTALLER, POWERSHELL_INSTALLER];

/** For whose draft it is, no bytes are read. */
const NO_DIGEST: DigestOf = async () => Promise.resolve("");

type Changes = Pick<
  Destination,
  "createDraft" | "claimDraft" | "dropDraft" | "removeAsset" | "upload" | "publish" | "writeTrack"
>;

/** The changes of `folder`, which is made when it is not there. */
export function dirChanges(
  folder: string,
  { onChange, readAgain }: { readonly onChange: OnChange; readonly readAgain: DigestOf },
): Changes {
  return {
    createDraft: async (release, text) =>
      changing(folder, () => createDraft(folder, release, { text, onChange })),
    claimDraft: async (draft, { marker }) =>
      inDraft(draft, () => {
        onChange("claim");
        const claimed = { ...marker, checksums: draft.marker?.checksums ?? marker.checksums };
        writeMarker(markerOf(draft), claimed);
        syncFolder(folder);
      }),
    dropDraft: async (draft) =>
      inDraft(draft, () => {
        onChange("drop folder");
        rmSync(draft.id, { recursive: true, force: true });
        onChange("drop marker");
        rmSync(markerOf(draft), { force: true });
        syncFolder(folder);
      }),
    removeAsset: async (draft, { id }) =>
      inDraft(draft, () => {
        onChange(`remove ${basename(id)}`);
        rmSync(id, { force: true });
      }),
    upload: async (draft, file) => {
      const part = join(draft.id, partName(file.name, draft.marker?.publisher ?? ""));
      await inDraft(draft, () => {
        mkdirSync(draft.id, { recursive: true, mode: PRIVATE_FOLDER });
      });
      onChange(`copy ${file.name}`);
      await faulty(() => copyWhole(file, part));
      await inDraft(draft, () => {
        onChange(`place ${file.name}`);
        renameSync(part, join(draft.id, file.name));
      });
    },
    publish: async (draft, release, { notes }) =>
      inDraft(draft, async () => {
        expectWhole(await lookInto(draft.id, { digestOf: readAgain }), release);
        publishDraft(folder, { draft, release, notes, onChange });
      }),
    writeTrack: async (release) => changing(folder, () => writeTrack(folder, release, onChange)),
  };

  async function inDraft(draft: RemoteRelease, action: () => void | Promise<void>): Promise<void> {
    await changing(folder, async () => {
      expectUnchanged(draft, await lookInto(draft.id, { marker: markerOf(draft), digestOf: NO_DIGEST }));
      await action();
    });
  }
}

async function changing(folder: string, action: () => void | Promise<void>): Promise<void> {
  await faulty(() => withFolderLock(folder, action));
}

/** What vanished is looked at again; what the operating system says else becomes a fault with a next move. */
async function faulty(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (isVanished(error)) throw draftChanged("what is in the folder");
    throw fileFaultOf(error) ?? error;
  }
}

/** The marker comes first. Where there is one, somebody else was faster: the next look says who. */
function createDraft(
  folder: string,
  { tag }: LocalRelease,
  { text, onChange }: { readonly text: DraftText; readonly onChange: OnChange },
): void {
  const { draft, marker } = placesOf(folder, tag);
  if (existsSync(marker) || existsSync(draft)) return;
  onChange("marker");
  writeMarker(marker, text.marker);
  onChange("draft");
  mkdirSync(draft, { mode: PRIVATE_FOLDER });
  syncFolder(folder);
}

/** Copies a file and waits until it is on the disk. */
async function copyWhole(file: LocalFile, part: string): Promise<void> {
  copyFileSync(file.path, part, constants.COPYFILE_FICLONE);
  syncFile(part);
  const sha256 = await sha256File(part);
  if (sha256 === file.sha256) return;
  throw publishFault("release-stale", {
    message: `Cannot publish "${file.name}": its SHA-256 is ${sha256}, made with ${file.sha256}`,
    hint: "It was changed while it was copied: make the release again",
  });
}

type Publishing = {
  readonly draft: RemoteRelease;
  readonly release: LocalRelease;
  readonly notes: string;
  readonly onChange: OnChange;
};

function publishDraft(folder: string, { draft, release, notes, onChange }: Publishing): void {
  const places = placesOf(folder, release.tag);
  if (existsSync(places.release)) {
    throw publishFault("already-published", {
      message: `Cannot publish ${release.tag}: "${places.release}" appeared meanwhile`,
      hint: "See who made it, then publish again",
    });
  }
  syncFolder(draft.id);
  onChange("notes");
  removeUnfinished(folder, basename(places.notes));
  writeWhole(places.notes, notes);
  onChange("open");
  chmodSync(draft.id, PUBLIC_FOLDER);
  onChange("publish");
  renameSync(draft.id, places.release);
  syncFolder(folder);
  onChange("remove marker");
  rmSync(places.marker, { force: true });
  removeUnfinished(folder, basename(places.marker));
  syncFolder(folder);
}

/**
 * Replaces the files of a track, each whole; the document comes last, for it says what was reached. Another version may
 * have been published since the document was looked at.
 */
async function writeTrack(folder: string, release: LocalRelease, onChange: OnChange): Promise<void> {
  const track = join(folder, release.track);
  if (!mayReplace(readTrack(track), release)) return;
  onChange("track");
  mkdirSync(track, { recursive: true });
  for (const name of LASTING_FILES) {
    removeUnfinished(track, name);
    const file = release.files.find((candidate) => candidate.name === name);
    onChange(`replace ${name} of the track`);
    if (file === undefined) rmSync(join(track, name), { force: true });
    else await replaceFile(file, track);
  }
  onChange("document");
  removeUnfinished(track, TRACK_FILE);
  writeWhole(join(track, TRACK_FILE), release.manifest ?? "");
  syncFolder(track);
}

async function replaceFile(file: LocalFile, folder: string): Promise<void> {
  const whole = join(folder, `.${file.name}.${process.pid}.tmp`);
  await copyWhole(file, whole);
  renameSync(whole, join(folder, file.name));
}

/** It names the machine. */
function writeMarker(path: string, marker: Marker): void {
  writeWhole(path, markerText(marker, hostname()));
  chmodSync(path, PRIVATE_FILE);
}

function markerOf(draft: RemoteRelease): string {
  return `${draft.id}.json`;
}

/** What a killed publisher left of the file `name`: beginnings of it under other names. */
function removeUnfinished(folder: string, name: string): void {
  const left = readdirSync(folder).filter((found) => found.startsWith(`.${name}.`) && found.endsWith(".tmp"));
  for (const found of left) rmSync(join(folder, found), { force: true });
}
