/** Whether the word `chatty` means this executable. */

import { realpathSync } from "node:fs";
import { dirname } from "node:path";

import { type Finding, ok, warning } from "./finding.ts";

import type { Host } from "@slipway/sidecar";

const CHECK = "path";

export function checkPath({ execPath, isCompiled, platform, env }: Host): Finding {
  if (!isCompiled) return ok(CHECK, "this is a checkout: nothing was installed");
  const path = env["PATH"] ?? env["Path"] ?? "";
  const found = Bun.which("chatty", { PATH: path });
  const folder = dirname(execPath);
  if (found === null) {
    return warning(CHECK, {
      found: `no folder in PATH has chatty; this one is in ${folder}`,
      hint: platform === "win32" ? `Add ${folder} to PATH` : `Run: export PATH="${folder}:$PATH"`,
    });
  }
  if (realpathSync(found) === realpathSync(execPath)) return ok(CHECK, found);
  return warning(CHECK, {
    found: `"chatty" means ${found}, this is ${execPath}`,
    hint: "Remove one of the two, or put the folder of the other one first in PATH",
  });
}
