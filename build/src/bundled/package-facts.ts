/** What a package says about itself in its package.json. */

import { basename, dirname } from "node:path";

import type { BundledPackage } from "./bundled-package.ts";
import { LIMITS } from "./limits.ts";
import { type JsonObject, lineOf, objectOf } from "./package-json.ts";

export type PackageFacts = Omit<BundledPackage, "sizeBytes" | "texts">;

/** Where a short form of `repository` leads to (npm, package.json, "repository"). */
const FORGES = {
  github: "https://github.com/",
  gitlab: "https://gitlab.com/",
  bitbucket: "https://bitbucket.org/",
} as const;

/** The facts of the package in `folder`; a package without a name is called after its folder. */
export function packageFacts(json: JsonObject | undefined, folder: string): PackageFacts {
  return {
    name: lineOf(json?.get("name"), LIMITS.nameCharacters) ?? folderName(folder),
    version: lineOf(json?.get("version"), LIMITS.nameCharacters),
    license: declaredLicense(json),
    author: authorOf(json?.get("author")),
    homepage: webAddress(json?.get("homepage")),
    repository: repositoryOf(json?.get("repository")),
  };
}

/** The file that `SEE LICENSE IN <file>` names (npm, package.json, "license"). */
export function namedLicenseFile(license: string | null): string | undefined {
  return /^SEE LICEN[CS]E IN (.+)$/iu.exec(license ?? "")?.[1];
}

function folderName(folder: string): string {
  const scope = basename(dirname(folder));
  return scope.startsWith("@") ? `${scope}/${basename(folder)}` : basename(folder);
}

/** `license` is a text; once it was an object with a type, or `licenses` was a list of them, of which one holds. */
function declaredLicense(json: JsonObject | undefined): string | null {
  for (const value of [json?.get("license"), json?.get("licenses")]) {
    const all = (Array.isArray(value) ? value : [value]).flatMap((one) => {
      const object = objectOf(one);
      const line = lineOf(object?.get("type") ?? object?.get("name") ?? one, LIMITS.lineCharacters);
      return line === null ? [] : [line];
    });
    const unique = [...new Set(all)];
    if (unique.length === 1) return unique[0] ?? null;
    if (unique.length > 1) return unique.map((one) => (/\sAND\s/u.test(one) ? `(${one})` : one)).join(" OR ");
  }
  return null;
}

/** The name alone, of `Name <mail> (address)` or of an object. */
function authorOf(value: unknown): string | null {
  const line = lineOf(objectOf(value)?.get("name") ?? value, LIMITS.lineCharacters);
  return line === null ? null : lineOf(line.replaceAll(/<[^>]*>|\([^)]*\)/gu, " "), LIMITS.lineCharacters);
}

/** The repository's address for browsers; null where it has none. */
function repositoryOf(value: unknown): string | null {
  const line = lineOf(objectOf(value)?.get("url") ?? value, LIMITS.lineCharacters);
  if (line === null) return null;
  const short = /^(?:(github|gitlab|bitbucket):)?([\w.-]+\/[\w.-]+)$/u.exec(line);
  const forge = Object.entries(FORGES).find(([name]) => name === (short?.[1] ?? "github"));
  if (short !== null && forge !== undefined) return webAddress(forge[1] + short[2]?.replace(/\.git$/u, ""));
  const address = line
    .replace(/^git\+/u, "")
    .replace(/^(?:ssh:\/\/)?git@([\w.-]+)[:/]/u, "https://$1/")
    .replace(/^git:\/\//u, "https://")
    .replace(/\.git(#.*)?$/u, "");
  return webAddress(address);
}

/** An address of the web without a user's name or password in it; null for anything else. */
function webAddress(value: unknown): string | null {
  const line = lineOf(value, LIMITS.lineCharacters);
  if (line === null || !URL.canParse(line)) return null;
  const url = new URL(line);
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  url.username = "";
  url.password = "";
  return url.href.replace(/\/$/u, "");
}
