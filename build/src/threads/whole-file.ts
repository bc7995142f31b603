/** The work that needs every byte of an executable: seconds of hashing in one build. */

import { type Inspection, inspectExecutable, signAdHoc } from "@slipway/executable";

import { sha256File } from "../hash-file.ts";

/** Each throws as the function it is named after does. */
export type WholeFile = {
  readonly inspect: (path: string) => Promise<Inspection>;
  readonly sha256: (path: string) => Promise<string>;
  readonly signAdHoc: (what: { readonly path: string; readonly identifier: string }) => Promise<void>;
};

/** The work, done where it is asked for. */
export const WHOLE_FILE: WholeFile = {
  inspect: inspectExecutable,
  sha256: sha256File,
  signAdHoc: ({ path, identifier }) => signAdHoc(path, { identifier }),
};
