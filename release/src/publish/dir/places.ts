/** Where a release, its draft and its marker are in a folder. */

import { join } from "node:path";

import { parseObject } from "@slipway/build";

import type { Marker } from "../state.ts";

export type Places = {
  readonly release: string;
  /** Markdown beside the release, which has nothing but what its checksums list. */
  readonly notes: string;
  readonly draft: string;
  readonly marker: string;
};

/** Hidden names are of what is not published. */
export function placesOf(folder: string, tag: string): Places {
  const draft = join(folder, `.${tag}.draft`);
  return { release: join(folder, tag), notes: join(folder, `${tag}.md`), draft, marker: `${draft}.json` };
}

/** The text of a marker file. */
export function markerText(marker: Marker, by: string): string {
  return `${JSON.stringify({ format: 1, ...marker, by }, null, 2)}\n`;
}

/** What a marker file says; undefined for what is none. */
export function readMarker(text: string): { readonly marker: Marker; readonly by: string } | undefined {
  const object = parseObject(text);
  const [publisher, checksums, by] = ["publisher", "checksums", "by"].map((key) => object?.get(key));
  if (typeof publisher !== "string" || !/^[\w-]{1,64}$/u.test(publisher)) return undefined;
  if (typeof checksums !== "string" || typeof by !== "string") return undefined;
  return { marker: { publisher, checksums }, by };
}
