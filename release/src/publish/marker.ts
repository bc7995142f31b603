/** The line in a draft's text that says who makes it and of what; nobody sees it on the page. */

import type { Marker } from "./state.ts";

const MARKER = /<!-- slipway: publisher=([\w-]{1,64}) checksums=([0-9a-f]{64}) -->\s*$/u;

/** The text with the marker as its last line. */
export function withMarker(text: string, { publisher, checksums }: Marker): string {
  return `${text.trimEnd()}\n\n<!-- slipway: publisher=${publisher} checksums=${checksums} -->\n`;
}

/** The marker of a text; undefined where it has none. */
export function markerIn(text: string): Marker | undefined {
  const [, publisher, checksums] = MARKER.exec(text) ?? [];
  return publisher === undefined || checksums === undefined ? undefined : { publisher, checksums };
}
