/** Which of the packages in built executables are known to be vulnerable. */

import { buildFault } from "../../faults.ts";
import type { Env } from "../../env.ts";
import type { BuildPlan } from "../../plan.ts";
import { type ExecutableEntry, readBuildRecord } from "../../record/build-record.ts";
import type { Sources } from "../../sources/sources.ts";
import { step } from "../../step.ts";
import { packageId } from "../bundled-package.ts";
import { bundledFault } from "../faults.ts";
import type { Advisory } from "./advisory.ts";
import { askAdvisories } from "./ask-advisories.ts";
import { lockedPackages } from "./locked-packages.ts";
import { findLockfile } from "./package-manager.ts";
import { isVulnerable } from "./vulnerable-version.ts";

/** An advisory that is about a bundled package. */
export type Vulnerability = Advisory & {
  readonly version: string | null;
  readonly executables: readonly Pick<ExecutableEntry, "app" | "target">[];
};

export type AuditReport = {
  /** The worst first. */
  readonly vulnerable: readonly Vulnerability[];
  /** How many packages were looked at. */
  readonly packages: number;
  /** Bundled packages that the lockfile does not have in that version: nobody was asked about them. */
  readonly unlisted: readonly string[];
  readonly executables: number;
  /** How many advisories are about packages or versions that are in no executable. */
  readonly others: number;
};

export type AuditInput = {
  /** Absolute path of the project. */
  readonly root: string;
  /** What the configuration asks for; what else was ever built is left out. */
  readonly plan: Pick<BuildPlan, "jobs">;
  readonly sources: Pick<Sources, "digest">;
  readonly timeoutMs?: number;
};

/**
 * Compares what is recorded in `dist/build.json` with the advisories that the package manager knows. Nobody is asked
 * when nothing of others is bundled.
 *
 * @throws Fault `executable-missing`, `executable-wrong` for a build of other sources, `record-unreadable`,
 *   `no-lockfile`, `audit-failed`, `audit-unreadable`.
 */
export async function auditBuilt(input: AuditInput, env: Env): Promise<AuditReport> {
  const entries = builtEntries(input, env);
  const bundled = new Set(entries.flatMap((entry) => entry.packages.map(packageId)));
  const { advisories, unlisted } =
    bundled.size === 0 ? NOTHING : await askAbout([...bundled], { ...input, env });
  const found = advisories.map((advisory) => vulnerabilitiesOf(advisory, entries));
  return {
    vulnerable: found.flat().toSorted(byWeight),
    packages: bundled.size - unlisted.length,
    unlisted,
    executables: entries.length,
    others: found.filter((vulnerabilities) => vulnerabilities.length === 0).length,
  };
}

type Answer = Pick<AuditReport, "unlisted"> & { readonly advisories: readonly Advisory[] };

const NOTHING: Answer = { advisories: [], unlisted: [] };

async function askAbout(
  packages: readonly string[],
  options: AuditInput & { readonly env: Env },
): Promise<Answer> {
  const { root, env } = options;
  const lockfile = findLockfile(root);
  const locked = lockedPackages(lockfile);
  const advisories = await step(env, "asking for advisories", () => askAdvisories(lockfile, options));
  const unlisted = locked === undefined ? [] : packages.filter((id) => !locked.has(id));
  return { advisories, unlisted: unlisted.toSorted() };
}

/** The fault that a report with vulnerabilities ends a command with. */
export function vulnerableFault({ vulnerable }: AuditReport): unknown {
  const packages = new Set(vulnerable.map(packageName));
  return bundledFault("vulnerable-packages", {
    message: `Cannot call the executables sound: ${packages.size === 1 ? "1 bundled package has" : `${packages.size} bundled packages have`} known vulnerabilities`,
    details: [...packages].toSorted(),
    hint: "Update them and build again, or read the advisories and see whether they concern you",
  });
}

function builtEntries({ plan, sources }: AuditInput, env: Env): readonly ExecutableEntry[] {
  const planned = new Set(plan.jobs.map(({ file }) => file));
  const entries = (readBuildRecord(env.dist)?.executables ?? []).filter(({ file }) => planned.has(file));
  if (entries.length === 0) {
    throw buildFault("executable-missing", {
      message: "Cannot audit: nothing was built yet",
      hint: "Build first: slipway build",
    });
  }
  const stale = entries.find((entry) => entry.sources !== sources.digest);
  if (stale === undefined) return entries;
  throw buildFault("executable-wrong", {
    message: `Cannot audit ${stale.app} ${stale.target}: "dist/${stale.file}" was built from other sources`,
    hint: "Build it again",
  });
}

function vulnerabilitiesOf(
  advisory: Advisory,
  entries: readonly ExecutableEntry[],
): readonly Vulnerability[] {
  const versions = new Map<string | null, Pick<ExecutableEntry, "app" | "target">[]>();
  for (const { app, target, packages } of entries) {
    for (const { name, version } of packages) {
      if (name !== advisory.package || !isVulnerable(version, advisory.range)) continue;
      versions.set(version, [...(versions.get(version) ?? []), { app, target }]);
    }
  }
  return [...versions].map(([version, executables]) => ({ ...advisory, version, executables }));
}

const SEVERITIES = ["critical", "high", "moderate", "medium", "low", "info"];

function byWeight(a: Vulnerability, b: Vulnerability): number {
  return weightOf(a) - weightOf(b) || (textOf(a) < textOf(b) ? -1 : 1);
}

/** A severity nobody knows is taken seriously. */
function weightOf({ severity }: Vulnerability): number {
  return SEVERITIES.indexOf(severity.toLowerCase());
}

function textOf(one: Vulnerability): string {
  return `${packageName(one)} ${one.title} ${one.url}`;
}

function packageName({ package: name, version }: Vulnerability): string {
  return packageId({ name, version });
}
