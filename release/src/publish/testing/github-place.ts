/** A release and the GitHub of the tests that it is published to. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Config } from "@slipway/config";
import {
  GITHUB_TOKEN,
  githubForTest,
  type GithubOptions,
  type GithubRelease,
  type GithubServer,
} from "@slipway/testkit";
import { expect } from "vitest";

import { publish, type Published } from "../publish.ts";
import { type Publishable, publishableRelease, SAMPLE_COMMIT } from "./publishable-release.ts";

export type Place = Publishable & { readonly server: GithubServer };

/** A server that has the release's commit, and a release for it that everybody downloads from there. */
export async function place(
  options: GithubOptions & { readonly changes?: Partial<Config> } = {},
): Promise<Place> {
  const server = await githubForTest(options);
  server.repository("octo/app").push("main", { sha: SAMPLE_COMMIT });
  const destination = { kind: "github", owner: "octo", name: "app", api: server.apiUrl } as const;
  const downloads = `${server.webUrl}/octo/app/releases/download/v{version}/{file}`;
  const made = await publishableRelease({ destination, downloads, ...options.changes });
  return { ...made, server };
}

/** Publishes with a token that may. */
export async function run(
  { options, env }: Place,
  changes: {
    readonly variables?: Record<string, string>;
    readonly dryRun?: boolean;
    readonly takeOver?: boolean;
    readonly isDraftOnly?: boolean;
  } = {},
): Promise<Published> {
  const { variables = {}, ...more } = changes;
  return publish({ ...options, ...more }, { ...env, variables: { GITHUB_TOKEN, ...variables } });
}

/** The release is whole, published and the only one, and the track's document is its manifest. */
export function expectPublished({ server, record, env }: Place): GithubRelease {
  const repository = server.repository("octo/app");
  const release = repository.release("v1.2.3");
  expect(release.draft).toBe(false);
  const stored = release.assets.map(({ name, sizeBytes, digest }) => [name, { sizeBytes, digest }]);
  const wanted = record.artifacts.map(({ file, sizeBytes, sha256 }) => [
    file,
    { sizeBytes, digest: `sha256:${sha256}` },
  ]);
  expect(stored).toHaveLength(wanted.length);
  expect(Object.fromEntries(stored)).toEqual(Object.fromEntries(wanted));
  expect(repository.tags()).toEqual({ "v1.2.3": SAMPLE_COMMIT });
  expect(repository.branchFiles("updates")).toEqual({
    "stable/latest.json": readFileSync(join(env.dist, "release", "latest.json"), "utf8"),
  });
  return release;
}

/** Every request that is no question. */
export function writesOf({ server }: Place): readonly string[] {
  return server.requests
    .filter(({ method }) => method !== "GET")
    .map(({ method, path }) => `${method} ${path}`);
}
