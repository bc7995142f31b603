/** Asks a project's package manager which advisories there are for what is installed. */

import type { Env } from "../../env.ts";
import { lastLines, runProcess } from "../../run-process.ts";
import { throwIfInterrupted } from "../../step.ts";
import { bundledFault } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import type { Advisory } from "./advisory.ts";
import { AUDIT_ARGUMENTS, type Lockfile, type PackageManager } from "./package-manager.ts";
import { auditError, parseAudit } from "./parse-audit.ts";

/**
 * The advisories for everything in the lockfile. The registry is the one the package manager is set to.
 *
 * @throws Fault `audit-failed`, `audit-unreadable`, `interrupted`.
 */
export async function askAdvisories(
  lockfile: Pick<Lockfile, "manager" | "folder">,
  options: { readonly env: Env; readonly timeoutMs?: number },
): Promise<readonly Advisory[]> {
  const { env, timeoutMs = LIMITS.auditTimeoutMs } = options;
  const { manager, folder } = lockfile;
  const words = [manager, ...AUDIT_ARGUMENTS[manager]].join(" ");
  const result = await runProcess({
    command: [programOf(manager, env), ...AUDIT_ARGUMENTS[manager]],
    cwd: folder,
    env: { ...env.variables, NO_COLOR: "1" },
    timeoutMs,
    signal: env.signal,
  });
  throwIfInterrupted(env);
  if (result.timedOut) {
    throw bundledFault("audit-failed", {
      message: `Cannot audit: "${words}" did not answer within ${timeoutMs / 1000} s`,
      hint: "Check the network and the registry of the package manager, and run it again",
    });
  }
  const advisories = parseAudit(manager, result.stdout);
  // They end with 1 when there are advisories, and when they could not ask.
  if (advisories !== undefined && (result.exitCode === 0 || advisories.length > 0)) return advisories;
  if (result.exitCode === 0) {
    throw bundledFault("audit-unreadable", {
      message: `Cannot audit: the answer of "${words}" has a form that is not known`,
      hint: `Run it in "${folder}", see what it says, and use another version of ${manager}`,
    });
  }
  const told = auditError(result.stdout);
  throw bundledFault("audit-failed", {
    message: `Cannot audit: "${words}" ended with ${result.signal ?? result.exitCode}`,
    details: [...(told === undefined ? [] : [told]), ...lastLines(result.stderr, 5)],
    hint: "Check the network and the registry of the package manager, and run it again",
  });
}

/** Bun is there in any case: it runs Slipway. */
function programOf(manager: PackageManager, env: Env): string {
  const path =
    manager === "bun" ? process.execPath : Bun.which(manager, { PATH: env.variables["PATH"] ?? "" });
  if (path !== null) return path;
  throw bundledFault("audit-failed", {
    message: `Cannot audit: the lockfile is of ${manager}, and there is no "${manager}" on the PATH`,
    hint: `Install ${manager}`,
  });
}
