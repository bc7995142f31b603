/** Runs slipway for its launcher, and ends as at ctrl-C when that is gone: a killed launcher passes on no signal. */

import { createReadStream } from "node:fs";

/** Nothing comes through this pipe; its other end closes with the launcher, however that ends. */
const LAUNCHER_PIPE = 3;

createReadStream("", { fd: LAUNCHER_PIPE })
  .on("end", () => {
    process.kill(process.pid, "SIGTERM");
  })
  // Where there is no such pipe, nothing tells of the launcher.
  .on("error", () => undefined)
  .resume();

await import("./main.ts");
