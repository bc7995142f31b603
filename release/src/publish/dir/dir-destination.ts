/**
 * A plain folder as destination, such as one that a web server serves: each release is a folder in it. A draft is a
 * hidden folder beside it with a file that says whose it is; publishing is one rename.
 */

import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";

import { sha256File, writeWhole } from "@slipway/build";
import { fileFaultOf } from "@slipway/fault";

import type { Destination, DraftText } from "../destination.ts";
import { publishFault } from "../faults.ts";
import type { LocalFile, LocalRelease, RemoteRelease } from "../state.ts";
import { documentVersion } from "../track-document.ts";
import { dirProblems } from "./dir-problems.ts";
import { type DigestOf, lookInto, PART_SUFFIX } from "./look-into.ts";
import { markerText, placesOf } from "./places.ts";
import { syncFile, syncFolder } from "./sync.ts";

/** Called before each operation that changes the folder; for tests. */
export type OnChange = (operation: string) => void;

/** A folder as destination; it is made when it is not there. */
export function dirDestination(folder: string, onChange: OnChange = () => undefined): Destination {
  const digestOf = keptDigests();
  return {
    label: `folder ${folder}`,
    address: ({ tag }) => join(folder, tag),
    verifiable: ({ tag }) => join(folder, tag),
    problems: async (release) => Promise.resolve(dirProblems(folder, release)),
    look: async ({ tag, track }) => {
      const places = placesOf(folder, tag);
      const draft = await lookInto(places.draft, { marker: places.marker, digestOf });
      const published = await lookInto(places.release, { digestOf });
      const document = join(folder, track, "latest.json");
      return {
        tagCommit: undefined,
        published,
        drafts: draft === undefined ? [] : [draft],
        trackDocument: existsSync(document) ? documentVersion(readFileSync(document, "utf8")) : undefined,
      };
    },
    createDraft: async (release, text) => change(() => createDraft(folder, release, { text, onChange })),
    claimDraft: async (draft, text) =>
      change(() => {
        onChange("claim");
        writeWhole(draft.id + ".json", markerText(text.marker, hostname()));
        syncFolder(folder);
      }),
    dropDraft: async (draft) =>
      change(() => {
        onChange("drop folder");
        rmSync(draft.id, { recursive: true, force: true });
        onChange("drop marker");
        rmSync(`${draft.id}.json`, { force: true });
        syncFolder(folder);
      }),
    removeAsset: async (_draft, path) =>
      change(() => {
        onChange(`remove ${basename(path)}`);
        unlinkSync(path);
      }),
    upload: async (draft, file) => change(() => placeFile(draft, file, onChange)),
    publish: async (draft, release) => change(() => publishDraft(folder, { draft, release, onChange })),
    writeTrack: async (release) =>
      change(() => {
        onChange("track");
        const track = join(folder, release.track);
        mkdirSync(track, { recursive: true });
        removeUnfinished(track, "latest.json");
        writeWhole(join(track, "latest.json"), release.manifest ?? "");
        syncFolder(track);
      }),
  };
}

/** What the operating system says becomes a fault with a next move. */
async function change(action: () => void | Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    throw fileFaultOf(error) ?? error;
  }
}

/** The marker comes first, whole and under a name that only one publisher gets. */
function createDraft(
  folder: string,
  { tag }: LocalRelease,
  { text, onChange }: { readonly text: DraftText; readonly onChange: OnChange },
): void {
  const { draft, marker } = placesOf(folder, tag);
  mkdirSync(folder, { recursive: true });
  onChange("prepare marker");
  const prepared = `${marker}.${text.marker.publisher}`;
  writeWhole(prepared, markerText(text.marker, hostname()));
  onChange("marker");
  try {
    linkSync(prepared, marker);
  } catch (error) {
    // Somebody else was first, or there is what an earlier try left: the next look says which.
    if (!existsSync(marker)) throw error;
  } finally {
    rmSync(prepared, { force: true });
  }
  onChange("draft");
  mkdirSync(draft, { recursive: true });
  syncFolder(folder);
}

/** Under a name of its own until it is whole and on the disk. */
async function placeFile(draft: RemoteRelease, file: LocalFile, onChange: OnChange): Promise<void> {
  const path = join(draft.id, file.name);
  const part = `${join(draft.id, `.${file.name}`)}${PART_SUFFIX}`;
  mkdirSync(draft.id, { recursive: true });
  onChange(`copy ${file.name}`);
  copyFileSync(file.path, part, constants.COPYFILE_FICLONE);
  syncFile(part);
  const sha256 = await sha256File(part);
  if (sha256 !== file.sha256) {
    throw publishFault("release-stale", {
      message: `Cannot publish "${file.name}": its SHA-256 is ${sha256}, made with ${file.sha256}`,
      hint: "It was changed while it was copied: make the release again",
    });
  }
  onChange(`place ${file.name}`);
  renameSync(part, path);
}

function publishDraft(
  folder: string,
  {
    draft,
    release,
    onChange,
  }: { readonly draft: RemoteRelease; readonly release: LocalRelease; readonly onChange: OnChange },
): void {
  const { release: place, marker } = placesOf(folder, release.tag);
  syncFolder(draft.id);
  onChange("publish");
  if (existsSync(place)) {
    throw publishFault("already-published", {
      message: `Cannot publish ${release.tag}: "${place}" appeared meanwhile`,
      hint: "See who made it, then publish again",
    });
  }
  renameSync(draft.id, place);
  syncFolder(folder);
  onChange("remove marker");
  rmSync(marker, { force: true });
  removeUnfinished(folder, basename(marker));
  syncFolder(folder);
}

/** What a killed publisher left of the file `name`: beginnings of it under other names. */
function removeUnfinished(folder: string, name: string): void {
  const left = readdirSync(folder).filter(
    (found) =>
      (found.startsWith(`${name}.`) && found.startsWith(".")) ||
      (found.startsWith(`.${name}.`) && found.endsWith(".tmp")),
  );
  for (const found of left) rmSync(join(folder, found), { force: true });
}

/** A file that has not changed is not read again. */
function keptDigests(): DigestOf {
  const kept = new Map<string, string>();
  return async (path, { ino, size, mtimeMs }) => {
    const key = `${ino} ${size} ${mtimeMs}`;
    const sha256 = kept.get(key) ?? (await sha256File(path));
    kept.set(key, sha256);
    return sha256;
  };
}
