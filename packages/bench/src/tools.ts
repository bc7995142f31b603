/** The programs a shell loop needs, and the packages that bring them. */

import type { ReleasePlan } from "@slipway/release";

import type { SideName } from "./benchmarks.ts";
import { benchFault } from "./faults.ts";
import { JOIN_PROGRAM, joined } from "./shell-loop.ts";

const TOOLS = {
  sh: "dash",
  xargs: "findutils",
  git: "git",
  tar: "tar",
  gzip: "gzip",
  zip: "zip",
  "llvm-lipo-14": "llvm-14",
  sha256sum: "coreutils",
  sync: "coreutils",
  curl: "curl",
} as const;

type Tool = keyof typeof TOOLS;

/** What the sides start, besides Bun. */
export function neededTools(plan: ReleasePlan, sides: readonly SideName[]): readonly Tool[] {
  const kinds = sides.includes("release-loop") ? new Set(plan.archives.map(({ kind }) => kind)) : new Set();
  return [
    ...(["git", "sync"] as const),
    ...(sides.some((side) => side.endsWith("-loop")) ? (["sh", "xargs"] as const) : []),
    ...(sides.some((side) => side.endsWith("-loop")) && joined(plan).length > 0 ? [JOIN_PROGRAM] : []),
    ...(kinds.has("tar.gz") ? (["tar", "gzip"] as const) : []),
    ...(kinds.has("zip") ? (["zip"] as const) : []),
    ...(kinds.size > 0 ? (["sha256sum"] as const) : []),
    ...(sides.some((side) => side.startsWith("curl-")) ? (["curl", "sh"] as const) : []),
  ];
}

/** @throws Fault `tool-missing` naming every tool that is not on `path`, and the packages that bring them. */
export function requireTools(
  plan: ReleasePlan,
  options: { readonly sides: readonly SideName[]; readonly path: string },
): void {
  const missing = neededTools(plan, options.sides).filter(
    (tool) => Bun.which(tool, { PATH: options.path }) === null,
  );
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((tool) => TOOLS[tool]))];
  throw benchFault("tool-missing", {
    message: `Cannot measure: ${missing.map((tool) => `"${tool}"`).join(", ")} not found on the PATH`,
    hint: `Install it, e.g. apt-get install ${packages.join(" ")}`,
  });
}
