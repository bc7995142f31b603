/**
 * A plain folder as destination, such as one that a web server serves: each release is a folder in it, with its notes
 * beside it. A draft is a hidden folder with a file that says whose it is; publishing is one rename. What is newest in
 * each track lies in a folder of the track's name, at addresses that stay.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Destination } from "../destination.ts";
import { dirChanges, type OnChange } from "./dir-changes.ts";
import { dirProblems } from "./dir-problems.ts";
import { type KeptDigests, keptDigests } from "./kept-digests.ts";
import { lookInto } from "./look-into.ts";
import { placesOf } from "./places.ts";
import { readTrack } from "./track-file.ts";
import { expectWholeDraft } from "./whole-draft.ts";

export type DirOptions = {
  readonly onChange?: OnChange;
  /** Default: those of this destination's own life. */
  readonly digests?: KeptDigests;
  /** Whether the configuration says where people get what is in the folder. */
  readonly isServed?: boolean;
};

/** A folder as destination; it is made when it is not there. */
export function dirDestination(folder: string, options: DirOptions = {}): Destination {
  const { onChange = () => undefined, digests = keptDigests(), isServed = false } = options;
  const { of: digestOf, readAgain } = digests;
  return {
    label: `folder ${folder}`,
    address: ({ tag }) => join(folder, tag),
    verifiable: ({ tag }) => (isServed ? tag : join(folder, tag)),
    filesOf: async ({ tag }) => {
      const { release, draft } = placesOf(folder, tag);
      if (existsSync(release)) return Promise.resolve({ kind: "folder", folder: release });
      if (!existsSync(draft)) return Promise.resolve(undefined);
      expectWholeDraft(draft, tag);
      return Promise.resolve({ kind: "folder", folder: draft });
    },
    isPublic: async () => Promise.resolve(true),
    problems: async (release) => Promise.resolve(dirProblems(folder, release)),
    look: async ({ tag, track }) => {
      const places = placesOf(folder, tag);
      const draft = await lookInto(places.draft, { marker: places.marker, digestOf });
      const published = await lookInto(places.release, { digestOf });
      digests.save();
      return {
        tagCommit: undefined,
        published,
        drafts: draft === undefined ? [] : [draft],
        trackDocument: readTrack(join(folder, track)),
      };
    },
    ...dirChanges(folder, { onChange, readAgain }),
  };
}
