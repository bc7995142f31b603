/** The programs in `packages/server/interop`, which is installed for itself: the conformance suite and the inspector. */

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const MODULES = join(resolve(import.meta.dirname, "..", "..", "..", "..", "interop"), "node_modules");

/** As the packages with Node in them are called. */
const NODE = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

/** Whether the tools are there; in CI they are missed. */
export const hasInteropTools: boolean =
  process.env["CI"] === "true" || existsSync(join(MODULES, "@modelcontextprotocol", "conformance"));

export type Scenario = {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
};

export type Conformance = {
  /** 0 when all that the revision requires has passed. */
  readonly exitCode: number;
  readonly scenarios: readonly Scenario[];
  readonly report: string;
};

/** Runs what a revision of MCP requires of servers against one of them. */
export async function runConformance(url: string, revision: string): Promise<Conformance> {
  const program = join(MODULES, "@modelcontextprotocol", "conformance", "dist", "index.js");
  const command = [process.execPath, "--bun", program, "server", "--url", url, "--requirements", revision];
  const { exitCode, stdout, stderr } = await run(command);
  const summary = stdout.slice(stdout.indexOf("=== SUMMARY ==="));
  const lines = summary.matchAll(/^\S+ (?<name>[\w-]+): (?<passed>\d+) passed, (?<failed>\d+) failed/gmu);
  const scenarios = [...lines].map(({ groups = {} }) => ({
    name: groups["name"] ?? "",
    passed: Number(groups["passed"]),
    failed: Number(groups["failed"]),
  }));
  return { exitCode, scenarios, report: `${summary}\n${stderr}` };
}

export type Ran = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

export type Place = {
  /** All variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
};

/** Runs the inspector's command line, which needs Node. */
export async function inspect(args: readonly string[], place: Place): Promise<Ran> {
  const node = [join(MODULES, NODE, "bin", "node"), Bun.which("node")];
  const found = node.find((path) => path !== null && existsSync(path)) ?? "node";
  const program = join(
    MODULES,
    "@modelcontextprotocol",
    "inspector",
    "clients",
    "launcher",
    "build",
    "index.js",
  );
  return run([found, program, "--cli", ...args], place);
}

async function run(command: readonly string[], place: Partial<Place> = {}): Promise<Ran> {
  const child = Bun.spawn([...command], {
    ...place,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { exitCode: child.exitCode ?? -1, stdout, stderr };
}
