/** What the project's package.json says, for the defaults of a configuration. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { configFault } from "./faults.ts";

export type PackageFacts = {
  readonly version: string | undefined;
  /** What it declares, an SPDX expression as a rule. */
  readonly license: string | undefined;
  /** https address of the repository, without `git+` and `.git`. */
  readonly repository: string | undefined;
  readonly description: string | undefined;
  readonly homepage: string | undefined;
};

/**
 * Reads package.json beside the configuration; a project without one is fine.
 *
 * @throws Fault `package-unreadable` when it is there and no JSON object.
 */
export function readPackageFacts(root: string): PackageFacts {
  const path = join(root, "package.json");
  const json = existsSync(path) ? parseObject(readFileSync(path, "utf8"), path) : {};
  return {
    version: textOf(json["version"]),
    license: textOf(json["license"]),
    repository: repositoryOf(json["repository"]),
    description: textOf(json["description"]),
    homepage: homepageOf(json["homepage"]),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function parseObject(text: string, path: string): Readonly<Record<string, unknown>> {
  let cause: unknown;
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value) && !Array.isArray(value)) return value;
  } catch (error) {
    cause = error;
  }
  throw configFault("package-unreadable", {
    message: `Cannot read "${path}": it is no JSON object`,
    details: cause instanceof Error ? [cause.message] : [],
    hint: "Mend package.json; version, license and repository are taken from it",
    cause,
  });
}

/** npm's forms: an address, `{ url }`, or `github:owner/name` (docs of package.json, "repository"). */
function repositoryOf(value: unknown): string | undefined {
  const text = textOf(value) ?? (isObject(value) ? textOf(value["url"]) : undefined);
  if (text === undefined) return undefined;
  const shorthand = /^(?:github:)?([\w-]+\/[\w.-]+)$/u.exec(text);
  if (shorthand !== null) return `https://github.com/${shorthand[1]}`;
  const address = text.replace(/^git\+/u, "").replace(/^(?:git|ssh):\/\/(?:git@)?/u, "https://");
  return address.startsWith("https://") ? address.replace(/\.git$/u, "") : undefined;
}

function homepageOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && URL.canParse(text) && /^https?:\/\//u.test(text) ? text : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
