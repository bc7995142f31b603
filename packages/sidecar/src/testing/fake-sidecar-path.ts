/** Where the sidecar of the tests is. */

import { join } from "node:path";

/** The script, which this Bun runs. */
export const FAKE_SIDECAR: string = join(import.meta.dirname, "fake-sidecar.ts");
