import { processesIn, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { RUN_LIMITS } from "./limits.ts";
import { runControl } from "./run-control.ts";
import { runProgram } from "./run-program.ts";
import { processSystem } from "./systems/process-system.ts";

test.skipIf(process.platform === "win32")(
  "runProgram() ends a program whose output cannot be recorded, and says why",
  async () => {
    const cwd = tempFolder();
    const why = new Error("no memory");
    const ended = runProgram({
      id: "0198",
      spec: { kind: "program", argv: ["sh", "-c", "trap '' PIPE; echo more; exec sleep 100"] },
      cwd,
      control: runControl(),
      recorder: {
        add: () => Promise.reject(why),
        cut: () => {},
        close: () => Promise.resolve(),
        outputBytes: () => 0,
        isTruncated: () => false,
        readableBytes: () => 0,
        isOver: () => false,
        changed: () => Promise.resolve(),
      },
      system: processSystem,
      limits: RUN_LIMITS,
      record: () => Promise.resolve(),
    });
    await expect(ended).rejects.toBe(why);
    expect(processesIn(cwd)).toEqual([]);
  },
);
