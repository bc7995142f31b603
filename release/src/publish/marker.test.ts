import { mutate, seededRandom } from "@slipway/testkit";
import { expect, test } from "vitest";

import { markerIn, withMarker } from "./marker.ts";
import { documentVersion } from "./track-document.ts";

const MARKER = { publisher: "run-77", checksums: "a".repeat(64) };

test("markerIn() finds what withMarker() wrote, at the end of the text alone", () => {
  const text = withMarker("Notes\n", MARKER);
  expect(text.startsWith("Notes\n\n<!-- slipway: ")).toBe(true);
  expect(markerIn(text)).toEqual(MARKER);
  expect(markerIn(text.replaceAll("\n", "\r\n"))).toEqual(MARKER);
  expect(markerIn(`${text}added by hand`)).toBeUndefined();
  expect(markerIn("")).toBeUndefined();
});

test("markerIn() and documentVersion() take any text", () => {
  const random = seededRandom(5);
  const texts = [withMarker("Notes", MARKER), '{"version":"1.2.3"}'];
  for (let round = 0; round < 2000; round += 1) {
    const text = Buffer.from(mutate(Buffer.from(texts[round % 2] ?? ""), random)).toString();
    const { publisher = "a" } = markerIn(text) ?? {};
    expect(publisher).toMatch(/^[\w-]{1,64}$/u);
    expect(documentVersion(text).version ?? "1").toMatch(/^\d/u);
  }
  expect(documentVersion("[]").version).toBeUndefined();
});
