/** `about`: which chatty this is. */

import * as z from "zod";

import { VERSION } from "../version.ts";
import { declareCommand } from "./declare-command.ts";

import type { Command } from "./command.ts";

export const about: Command = declareCommand({
  name: "about",
  description: "Tell which chatty this is and what it runs on",
  readOnly: true,
  input: {},
  output: z.strictObject({
    version: z.string(),
    os: z.string().describe("Operating system, e.g. linux, darwin, win32"),
    cpu: z.string().describe("CPU, e.g. x64, arm64"),
    compiled: z.boolean().describe("Whether this is the compiled executable"),
    bun: z.string().describe("Version of the runtime"),
  }),
  run(_input, { platform }) {
    const { os, cpu, isCompiled, bunVersion } = platform;
    return { version: VERSION, os, cpu, compiled: isCompiled, bun: bunVersion };
  },
});
