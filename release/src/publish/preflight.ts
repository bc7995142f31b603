/**
 * What stands in the way of publishing, found out before anything is changed: all that is known without reading the
 * release's bytes, not the first; then all that is wrong with these.
 */

import { type Env, readBuildRecord, type Sources } from "@slipway/build";
import type { Config } from "@slipway/config";
import { Fault } from "@slipway/fault";
import { join } from "node:path";

import { releaseIdentity } from "../plan/identity.ts";
import { taggedCommit } from "../plan/tagged-commit.ts";
import { verifyRelease } from "../verify/verify.ts";
import { publishFault } from "./faults.ts";
import { expectAsVerified, type RecordedRelease } from "./local-release.ts";
import { projectKey } from "./project-key.ts";
import { smokeProblems } from "./smoke-problems.ts";

type Project = { readonly config: Config; readonly sources: Sources };

/** What can be known without reading the release's bytes. */
export async function cheapProblems(
  project: Project,
  { local, env }: { readonly local: RecordedRelease; readonly env: Env },
): Promise<readonly Fault[]> {
  const { config, sources } = project;
  return [
    ...(await problemsOf(() => releaseIdentity(config, { sources, snapshot: false, action: "publish" }))),
    ...recordProblems(project, local),
    ...(await tagProblems(local, { config, env })),
    ...smokeProblems(config, { local, record: readBuildRecord(env.dist) }),
  ];
}

/** Verifies the release as a stranger would, with the project's own key, and that it is what is published. */
export async function bytesProblems(
  config: Config,
  { local, env }: { readonly local: RecordedRelease; readonly env: Env },
): Promise<readonly Fault[]> {
  return problemsOf(async () => {
    await verifyRelease(join(env.dist, "release"), { key: projectKey(config), env });
    await expectAsVerified(local, env.dist);
  });
}

/** The fault of an action, if it has one. */
export async function problemsOf(action: () => unknown): Promise<readonly Fault[]> {
  try {
    await action();
    return [];
  } catch (error) {
    return faultIn(error);
  }
}

/** What was thrown as one more problem, unless it is a bug or an interruption. */
export function faultIn(error: unknown): readonly Fault[] {
  if (error instanceof Fault && error.kind !== "interrupted") return [error];
  throw error;
}

/** One fault for all of them; a single one speaks for itself. */
export function inOne(tag: string, problems: readonly Fault[]): Fault {
  const [first, ...more] = problems;
  if (first !== undefined && more.length === 0) return first;
  return publishFault("not-publishable", {
    message: `Cannot publish ${tag}: ${problems.length} things stand in the way`,
    details: problems.flatMap(({ code, message, details, hint }) => [
      `${code}: ${message}`,
      ...details.map((line) => `  ${line}`),
      `  → ${hint}`,
    ]),
    hint: "Mend them and publish again; nothing was changed",
  });
}

function recordProblems({ config, sources }: Project, local: RecordedRelease): readonly Fault[] {
  const { version, commit, isSnapshot } = local;
  const found = isSnapshot
    ? "it is a snapshot, which is not for publishing"
    : version !== config.version
      ? `it is of version ${version}, the configuration has ${config.version}`
      : sources.commit !== undefined && commit !== sources.commit
        ? `it is of commit ${commit}, checked out is ${sources.commit}`
        : undefined;
  if (found === undefined) return [];
  const hint = "Make the release of what is checked out: slipway release";
  return [publishFault("release-stale", { message: `Cannot publish dist/release: ${found}`, hint })];
}

/** The tag of this version, where there is one, is of this commit; a workflow's tag is this version's. */
async function tagProblems(
  { tag, commit }: RecordedRelease,
  { config, env }: { readonly config: Config; readonly env: Env },
): Promise<readonly Fault[]> {
  const tagged = await taggedCommit(config.root, tag, env);
  const problems: Fault[] = [];
  // GitHub tags what it publishes; a folder does not.
  if (tagged === undefined && config.destination?.kind === "dir")
    env.report({ kind: "note", text: `There is no tag ${tag} here yet: git tag ${tag} ${commit}` });
  if (tagged !== undefined && tagged !== commit) {
    problems.push(
      publishFault("tag-elsewhere", {
        message: `Cannot publish ${tag}: the tag is on commit ${tagged} here, this release is of ${commit}`,
        hint: "Check out the tag and make the release of it, or raise the version",
      }),
    );
  }
  const { GITHUB_REF_TYPE: kind, GITHUB_REF_NAME: name } = env.variables;
  if (kind === "tag" && name !== undefined && name !== tag) {
    problems.push(
      publishFault("tag-elsewhere", {
        message: `Cannot publish ${tag}: the workflow runs for the tag "${name}"`,
        hint: `Set the version to the tag's, or tag the commit ${tag}`,
      }),
    );
  }
  return problems;
}
