/**
 * Compressing a runtime takes most of the time of a small release, and gives the same for all projects of a test file:
 * what one of them has compressed is given to the next. Packing checks what it is given, so nothing else is different.
 */

import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

export type KeptSegments = {
  /** Puts what was kept into a project that has not been released yet. */
  readonly giveTo: (root: string) => void;
  /** Keeps what the release of a project has compressed. */
  readonly keepFrom: (root: string) => void;
};

/** To be called by a test file itself, not by a test: they are kept until all of its tests are done. */
export function keptSegments(): KeptSegments {
  const kept = mkdtempSync(join(tmpdir(), "slipway-segments-"));
  afterAll(() => rmSync(kept, { recursive: true, force: true }));
  return {
    giveTo: (root) => cpSync(kept, segmentsIn(root), { recursive: true }),
    keepFrom: (root) => {
      if (existsSync(segmentsIn(root))) cpSync(segmentsIn(root), kept, { recursive: true });
    },
  };
}

function segmentsIn(root: string): string {
  return join(root, "dist", ".cache", "segments");
}
