/** A piece of output as it is on the wire. */

import type { OutputPiece } from "../protocol/runs.ts";
import type { OutputPiece as RecordedPiece } from "../runs/index.ts";

export function outputPiece({ stream, text, next }: RecordedPiece): OutputPiece {
  return { stream, text, next_offset: next };
}
