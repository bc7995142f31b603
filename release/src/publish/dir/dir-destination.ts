/**
 * A plain folder as destination, such as one that a web server serves: each release is a folder in it. A draft is a
 * hidden folder beside it with a file that says whose it is; publishing is one rename.
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

export type DirOptions = {
  readonly onChange?: OnChange;
  /** Default: those of this destination's own life. */
  readonly digests?: KeptDigests;
};

/** A folder as destination; it is made when it is not there. */
export function dirDestination(folder: string, options: DirOptions = {}): Destination {
  const { onChange = () => undefined, digests = keptDigests() } = options;
  const digestOf = digests.of;
  return {
    label: `folder ${folder}`,
    address: ({ tag }) => join(folder, tag),
    verifiable: ({ tag }) => join(folder, tag),
    filesOf: async ({ tag }) => {
      const { release, draft } = placesOf(folder, tag);
      const found = [release, draft].find((place) => existsSync(place));
      return Promise.resolve(found === undefined ? undefined : { kind: "folder", folder: found });
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
    ...dirChanges(folder, { onChange, digestOf }),
  };
}
