/** Finds, imports, checks and resolves a project's configuration. */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { Fault } from "@slipway/fault";

import { configFault } from "./faults.ts";
import { type Problem, problemLine, problemsOf } from "./problems.ts";
import { readPackageFacts } from "./project.ts";
import { type Config, resolveConfig } from "./resolve.ts";
import { configSchema } from "./schema.ts";

/** The names a configuration may have, in the order they are looked for. */
export const CONFIG_FILES = ["slipway.config.ts", "slipway.config.js", "slipway.config.json"] as const;

/**
 * Loads the configuration of the project that `cwd` lies in: the nearest folder upwards that has one.
 *
 * @throws Fault `config-not-found`, `config-unreadable`, `config-threw`, `config-invalid` (with every problem),
 *   `package-unreadable`.
 */
export async function loadConfig(cwd: string, file?: string): Promise<Config> {
  const path = file === undefined ? findConfig(cwd) : namedConfig(cwd, file);
  const root = dirname(path);
  // Before the import: Bun itself would complain about a broken package.json in its own words.
  const packageFacts = readPackageFacts(root);
  const input = await readInput(path);
  const parsed = configSchema.safeParse(input, { reportInput: false });
  if (!parsed.success) throw invalid(path, cwd, problemsOf(parsed.error.issues, input));
  const resolved = resolveConfig(parsed.data, { root, package: packageFacts });
  if ("problems" in resolved) throw invalid(path, cwd, resolved.problems);
  return resolved.config;
}

function findConfig(cwd: string): string {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const found = CONFIG_FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
    if (folder === dirname(folder)) break;
  }
  throw configFault("config-not-found", {
    message: `Cannot find a configuration: "${cwd}" and the folders above have no ${CONFIG_FILES[0]}`,
    details: [
      'import { defineConfig } from "slipway";',
      "",
      "export default defineConfig({",
      '  apps: { "my-app": "src/main.ts" },',
      "});",
    ],
    hint: `Write the lines above into ${CONFIG_FILES[0]} beside package.json`,
  });
}

function namedConfig(cwd: string, file: string): string {
  const path = resolve(cwd, file);
  if (existsSync(path)) return path;
  throw configFault("config-not-found", {
    message: `Cannot read configuration "${file}": there is no such file`,
    hint: "Check the path given with --config",
  });
}

async function readInput(path: string): Promise<unknown> {
  if (path.endsWith(".json")) return readJson(path);
  const module = await importModule(path);
  const input: unknown = module["default"];
  if (input !== undefined) return input;
  throw configFault("config-unreadable", {
    message: `Cannot use configuration "${path}": it has no default export`,
    hint: "End it with: export default defineConfig({ … })",
  });
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw configFault("config-unreadable", {
      message: `Cannot read configuration "${path}": ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: "Mend the JSON",
      cause,
    });
  }
}

async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(path).href);
    return module;
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw configFault("config-threw", {
      message: `Cannot load configuration "${path}": ${firstLine(cause)}`,
      details: positionsOf(cause, path),
      hint: "Mend the configuration; it is a module that is imported as it is",
      cause,
    });
  }
}

function firstLine(error: unknown): string {
  const [line = "it threw"] = (error instanceof Error ? error.message : String(error)).split("\n");
  const telling = error instanceof Error && /^(?:Type|Range|Reference|Syntax)Error$/u.test(error.name);
  return telling ? `${error.name}: ${line}` : line;
}

/** Where in the configuration it went wrong: Bun's own positions for syntax, the stack for what was thrown. */
function positionsOf(error: unknown, path: string): readonly string[] {
  const nested: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const positions = nested.flatMap((one) => {
    if (!(one instanceof BuildMessage) || one.position === null) return [];
    const { file, line, column } = one.position;
    return [`${relative(dirname(path), file)}:${line}:${column}: ${one.message}`];
  });
  if (positions.length > 0 || !(error instanceof Error)) return positions;
  const frame = error.stack?.split("\n").find((line) => line.includes(path));
  const place = frame === undefined ? null : /:(\d+):(\d+)\)?$/u.exec(frame);
  return place === null ? [] : [`${relative(dirname(path), path)}:${place[1]}:${place[2]}`];
}

function invalid(path: string, cwd: string, problems: readonly Problem[]): Fault {
  const many = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return configFault("config-invalid", {
    message: `Cannot use configuration "${relative(cwd, path) || path}": ${many}`,
    details: problems.map(problemLine),
    hint: problems.length === 1 ? "Mend it and run the command again" : "Mend them and run the command again",
  });
}
