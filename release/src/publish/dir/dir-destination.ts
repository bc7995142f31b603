/**
 * A plain folder as destination, such as one that a web server serves: each release is a folder in it. A draft is a
 * hidden folder beside it with a file that says whose it is; publishing is one rename.
 */

import { join } from "node:path";

import { sha256File } from "@slipway/build";

import type { Destination } from "../destination.ts";
import { dirChanges, type OnChange } from "./dir-changes.ts";
import { dirProblems } from "./dir-problems.ts";
import { type DigestOf, lookInto } from "./look-into.ts";
import { placesOf } from "./places.ts";
import { readTrack } from "./track-file.ts";

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
