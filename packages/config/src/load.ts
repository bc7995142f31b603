/** Finds, imports, checks and resolves a project's configuration. */

import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve } from "node:path";

import { detailLines, type Fault, fileFaultOf } from "@slipway/fault";

import { configFault } from "./faults.ts";
import { importConfig } from "./import-config.ts";
import { type Problem, problemLine, problemsOf } from "./problems.ts";
import { readPackageFacts } from "./project.ts";
import { type Config, resolveConfig } from "./resolve.ts";
import { configSchema } from "./schema.ts";

/** The names a configuration may have, in the order they are looked for. */
export const CONFIG_FILES = ["slipway.config.ts", "slipway.config.js", "slipway.config.json"] as const;

/** What the name of a configuration given with --config may end in. */
const ENDINGS = [".ts", ".js", ".mjs", ".json"];

/**
 * Loads the configuration of the project that `cwd` lies in: the nearest folder upwards that has one.
 *
 * @throws Fault `config-not-found`, `config-unreadable`, `config-threw`, `config-invalid` (with the first problems),
 *   `package-unreadable`; a fault of the file where the system refuses to read it.
 */
export async function loadConfig(cwd: string, file?: string): Promise<Config> {
  const path = file === undefined ? findConfig(cwd) : namedConfig(cwd, file);
  checkReadable(path, file ?? path);
  // One spelling of every path, however the project was reached: caches and records hold paths below it.
  const root = realpathSync(dirname(path));
  // Before the import: Bun itself would complain about a broken package.json in its own words.
  const packageFacts = readPackageFacts(root);
  const input = await readInput(join(root, basename(path)));
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

/** Bun would take any of these for a module that is missing or empty. */
function checkReadable(path: string, shown: string): void {
  if (statSync(path).isDirectory()) {
    throw configFault("config-unreadable", {
      message: `Cannot read configuration "${shown}": it is a folder, wanted a file`,
      hint: `Name the file in it, e.g. ${join(shown, CONFIG_FILES[0])}`,
    });
  }
  if (!ENDINGS.includes(extname(path))) {
    throw configFault("config-unreadable", {
      message: `Cannot read configuration "${shown}": wanted a name that ends in ${ENDINGS.join(", ")}`,
      hint: "Rename it to what it holds: TypeScript, JavaScript or JSON",
    });
  }
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw fileFaultOf(error) ?? error;
  }
}

async function readInput(path: string): Promise<unknown> {
  if (path.endsWith(".json")) return readJson(path);
  const module = await importConfig(path);
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

function invalid(path: string, cwd: string, problems: readonly Problem[]): Fault {
  const many = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return configFault("config-invalid", {
    message: `Cannot use configuration "${relative(cwd, path) || path}": ${many}`,
    details: detailLines(problems, problemLine),
    hint: problems.length === 1 ? "Mend it and run the command again" : "Mend them and run the command again",
  });
}
