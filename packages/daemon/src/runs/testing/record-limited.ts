/** Records 100 000 bytes, for a test that lets files be smaller: `record-limited.ts FILE`. */

import { RUN_LIMITS } from "../limits.ts";
import { recordOutput } from "../output/record-output.ts";

const recorder = await recordOutput({
  path: process.argv[2] ?? "",
  capBytes: 1_000_000,
  limits: { ...RUN_LIMITS, unwrittenBytes: 1 },
  onError: (code) => void process.stdout.write(`${code}\n`),
});
for (let count = 0; count < 100; count++) {
  // oxlint-disable-next-line eslint/no-await-in-loop -- each in a write of its own
  await recorder.add("stdout", new TextEncoder().encode("x".repeat(1000)));
}
await recorder.close();
process.stdout.write(`${recorder.isTruncated() ? "truncated" : "whole"} ${recorder.outputBytes()}\n`);
