/** A first `slipway.config.ts`, made from what package.json says. */

import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

import { type JsonObject, objectOf, parseObject } from "@slipway/build";

import { initFault } from "./faults.ts";

/** What a compiler takes; a program that is built already is looked for where its source may be. */
const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx)$/u;
const SOURCE_ENDINGS = ["ts", "tsx", "mts", "js", "mjs"] as const;
/** Where an entry point is as a rule. */
const USUAL = ["src/main", "src/cli", "src/index", "main", "cli", "index"] as const;
const BUILT_FOLDER = /^(?:dist|build|lib|out|bin)\//u;

/**
 * The text for a project: an app for each program of `bin`, else one for `main` or the usual places.
 *
 * @throws Fault `no-package`, `no-entry`.
 */
export function firstConfig(root: string): string {
  const path = join(root, "package.json");
  const json = existsSync(path) ? parseObject(readFileSync(path, "utf8")) : undefined;
  if (json === undefined) {
    throw initFault("no-package", {
      message: `Cannot write a configuration for "${root}": ${existsSync(path) ? "its package.json is no JSON object" : "there is no package.json"}`,
      hint: "Run the command where package.json is; bun init makes one",
    });
  }
  const product = appName(textOf(json.get("name")) ?? "app");
  const apps = appsOf(json, { root, product });
  if (apps.size === 0) {
    throw initFault("no-entry", {
      message: `Cannot write a configuration for "${root}": neither bin nor main of package.json leads to a source file, and there is no src/main.ts`,
      hint: 'Name the source file of your program in package.json, e.g. "bin": { "my-app": "src/main.ts" }',
    });
  }
  const [first] = apps.keys();
  return [
    'import { defineConfig } from "slipway";',
    "",
    "export default defineConfig({",
    ...(first === product ? [] : [`  product: ${JSON.stringify(product)},`]),
    ...(textOf(json.get("version")) === undefined ? ['  version: "0.1.0",'] : []),
    "  apps: {",
    ...[...apps].map(([name, entry]) => `    ${keyText(name)}: ${JSON.stringify(entry)},`),
    "  },",
    "});",
    "",
  ].join("\n");
}

function appsOf(
  json: JsonObject,
  { root, product }: { readonly root: string; readonly product: string },
): ReadonlyMap<string, string> {
  const bin = json.get("bin");
  const named = typeof bin === "string" ? [[product, bin] as const] : [...(objectOf(bin) ?? [])];
  const apps = new Map<string, string>();
  for (const [name, file] of named) {
    const entry = typeof file === "string" ? sourceOf(file, root) : undefined;
    if (entry !== undefined) apps.set(appName(name), entry);
  }
  if (apps.size > 0) return apps;
  const mains = [json.get("module"), json.get("main")].flatMap((main) => textOf(main) ?? []);
  const usual = USUAL.map((name) => `${name}.js`);
  const entry = [...mains, ...usual].map((file) => sourceOf(file, root)).find((found) => found !== undefined);
  return new Map(entry === undefined ? [] : [[product, entry]]);
}

/** The source of a program: TypeScript of the same name, here or in src, before what may have been made of it. */
function sourceOf(file: string, root: string): string | undefined {
  const path = posix.normalize(file.replaceAll("\\", "/"));
  if (/^(?:\.\.(?:\/|$)|\/|.:)/u.test(path)) return undefined;
  const bare = path.replace(SOURCE, "");
  const places = [bare.replace(BUILT_FOLDER, "src/"), bare];
  const sources = places.flatMap((place) => SOURCE_ENDINGS.map((ending) => `${place}.${ending}`));
  return [...sources, path].find((found) => SOURCE.test(found) && existsSync(join(root, found)));
}

/** What an app may be called: lower-case letters, digits and single dashes. */
function appName(name: string): string {
  const bare = name.replace(/^@[^/]*\//u, "").toLowerCase();
  return bare.replaceAll(/[^a-z0-9]+/gu, "-").replaceAll(/^-|-$/gu, "") || "app";
}

function keyText(name: string): string {
  return /^[a-z]\w*$/u.test(name) ? name : JSON.stringify(name);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
