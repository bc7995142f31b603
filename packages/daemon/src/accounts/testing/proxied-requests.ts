/** Performs a request of an account's kind and one of a run, with the proxy that the environment names: `… URL`. */

import { RUN_LIMITS } from "../../runs/limits.ts";
import { runControl } from "../../runs/run-control.ts";
import { runRequest } from "../../runs/run-request.ts";
import { boundedFetch } from "../bounded-fetch.ts";

const url = process.argv[2] ?? "";
const { status } = await boundedFetch()(url);
const recorder = {
  add: () => undefined,
  cut: () => {},
  close: () => Promise.resolve(),
  outputBytes: () => 0,
  isTruncated: () => false,
  readableBytes: () => 0,
  isOver: () => false,
  changed: () => Promise.resolve(),
};
const spec = { kind: "http", url } as const;
const run = { spec, control: runControl(), recorder, limits: RUN_LIMITS, authorize: undefined };
const { exitCode } = await runRequest(run);
process.stdout.write(`${status} ${exitCode}`);
