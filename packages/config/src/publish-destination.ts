/** Where releases go, and which executables may go there though nothing ran them. */

import { resolve } from "node:path";

import type { TargetId } from "@slipway/targets";

import type { Problem } from "./problems.ts";
import type { ParsedConfig } from "./types.gen.ts";

export type PublishDestination =
  | {
      readonly kind: "github";
      readonly owner: string;
      readonly name: string;
      /** Address of the API, without a slash at its end. */
      readonly api: string;
    }
  | {
      readonly kind: "dir";
      /** Absolute path. */
      readonly folder: string;
      /** Where people get what is in it, with {version} and {file}; undefined where only the default says something. */
      readonly downloads?: string;
    };

const GITHUB_API = "https://api.github.com";

/** The folder or the repository that is named; else the repository, where it is on github.com. */
export function destinationOf(
  { publish, downloads }: Pick<ParsedConfig, "publish" | "downloads">,
  { root, repository }: { readonly root: string; readonly repository: string | undefined },
): PublishDestination | undefined {
  if (publish.dir !== undefined) {
    const folder = resolve(root, publish.dir);
    return downloads === undefined ? { kind: "dir", folder } : { kind: "dir", folder, downloads };
  }
  const own = /^https:\/\/([^/]+)\/([^/]+)\/([^/]+?)(?:\.git)?\/?$/u.exec(repository ?? "");
  const found = publish.github?.repository?.split("/") ?? own?.slice(2);
  const [owner, name] = found ?? [];
  if (owner === undefined || name === undefined) return undefined;
  if (publish.github === undefined && own?.[1] !== "github.com") return undefined;
  return { kind: "github", owner, name, api: (publish.github?.api ?? GITHUB_API).replace(/\/+$/u, "") };
}

/** The path of an address that ends as a folder with releases in it does. */
const IN_FOLDER = /^[^?#]*\/v\{version\}\/\{file\}(?:[?#].*)?$/u;
/** The host of an address, with the folders that are the same for every release. */
const SAME_FOR_ALL = /^https?:\/\/[^/?#]+(?:\/[^/?#{}]+(?=\/))*/u;

/** Each release in a folder is a folder `v<version>`: under other addresses nobody would find it. */
export function folderProblems({
  publish,
  downloads,
}: Pick<ParsedConfig, "publish" | "downloads">): readonly Problem[] {
  if (publish.dir === undefined || downloads === undefined || IN_FOLDER.test(downloads)) return [];
  const wanted = `${SAME_FOR_ALL.exec(downloads)?.[0] ?? "https://…"}/v{version}/{file}`;
  const text = `found "${downloads}", wanted "${wanted}" or the like: publish.dir makes a folder v{version} of each release`;
  return [{ path: "downloads", text }];
}

/** A waiver for what is not built says something that nobody reads. */
export function waiverProblems(
  parsed: Pick<ParsedConfig, "publish">,
  apps: readonly { readonly name: string; readonly targets: readonly TargetId[] }[],
): readonly Problem[] {
  return Object.entries(parsed.publish.waive).flatMap(([name, reasons]) => {
    const app = apps.find((candidate) => candidate.name === name);
    const path = `publish.waive.${name}`;
    if (app === undefined) return [{ path, text: `"${name}" is none of the apps. Remove it` }];
    const built: readonly string[] = app.targets;
    return Object.keys(reasons)
      .filter((target) => !built.includes(target))
      .map((target) => ({ path: `${path}.${target}`, text: `it is not built for "${target}". Remove it` }));
  });
}
