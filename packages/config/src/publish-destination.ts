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
  /** Absolute path. */
  | { readonly kind: "dir"; readonly folder: string };

const GITHUB_API = "https://api.github.com";

/** The folder or the repository that is named; else the repository, where it is on github.com. */
export function destinationOf(
  { publish }: Pick<ParsedConfig, "publish">,
  { root, repository }: { readonly root: string; readonly repository: string | undefined },
): PublishDestination | undefined {
  if (publish.dir !== undefined) return { kind: "dir", folder: resolve(root, publish.dir) };
  const own = /^https:\/\/([^/]+)\/([^/]+)\/([^/]+?)(?:\.git)?\/?$/u.exec(repository ?? "");
  const found = publish.github?.repository?.split("/") ?? own?.slice(2);
  const [owner, name] = found ?? [];
  if (owner === undefined || name === undefined) return undefined;
  if (publish.github === undefined && own?.[1] !== "github.com") return undefined;
  return { kind: "github", owner, name, api: (publish.github?.api ?? GITHUB_API).replace(/\/+$/u, "") };
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
