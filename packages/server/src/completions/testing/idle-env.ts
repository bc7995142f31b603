/** Effects for tests of what has none. */

import type { Env } from "../../env.ts";

/** Every effect throws. */
export function idleEnv(): Env {
  return {
    stdout: unused,
    stderr: unused,
    stdin: unused,
    stopSignal: unused,
    isTerminal: unused,
    places: unused,
    settings: unused,
    openLog: unused,
    note: unused,
    hasColours: unused,
    process: { execPath: "", argv0: "", isCompiled: false, platform: "linux", arch: "x64", env: {} },
    context: {
      now: unused,
      randomUuid: unused,
      platform: { os: "linux", cpu: "x64", isCompiled: false, bunVersion: "1.4.4" },
    },
  };
}

function unused(): never {
  throw new Error("describing commands has no effects");
}
