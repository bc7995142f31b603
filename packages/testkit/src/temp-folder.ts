/** A fresh folder for one test, removed when the test is done. */

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** The real path of a new empty folder. It is writable again before it is removed. */
export function tempFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "slipway-test-")));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
