/** `slipway publish` of a whole release of this product where everything is published already. */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type GithubProcess, REPOSITORY, startGithub } from "./github-process.ts";
import { commitAll, COPY_CONFIG } from "./project-copy.ts";
import { runProgram } from "./run-program.ts";
import type { Side } from "./side.ts";
import type { Workshop } from "./workshop.ts";

const CONFIG = "slipway.publish.config.ts";

/** Publishes before each run: what was published to the other destination in between is not remembered of this one. */
export async function publishAgainSide(workshop: Workshop, kind: "github" | "dir"): Promise<Side> {
  const { root, variables } = await releasedProject(workshop);
  const server =
    kind === "github" ? await startGithub(workshop, [await commitOf(root, workshop)]) : undefined;
  const place: Place =
    server === undefined ? { publish: { dir: join(workshop.folder, "site") } } : githubAt(server);
  const program = {
    command: [...slipway(root, workshop), "publish", "--config", CONFIG],
    cwd: root,
    variables: { ...variables, GITHUB_TOKEN: server?.token, BENCH_PLACE: JSON.stringify(place) },
  };
  return {
    prepare: async () => {
      await runProgram(program, workshop.env);
    },
    program,
    archives: undefined,
    close: async () => server?.close(),
  };
}

/** Where it is published, and where everybody downloads it from then: the real GitHub is neither. */
type Place = {
  readonly publish: { readonly dir: string } | { readonly github: Readonly<Record<string, string>> };
  readonly downloads?: string;
};

function githubAt({ apiUrl, webUrl }: GithubProcess): Place {
  return {
    publish: { github: { repository: REPOSITORY, api: apiUrl } },
    downloads: `${webUrl}/${REPOSITORY}/releases/download/v{version}/{file}`,
  };
}

type Released = { readonly root: string; readonly variables: Readonly<Record<string, string>> };

/** A copy of the checkout with a real release in it, made once; the variables have its secret key. */
async function releasedProject(workshop: Workshop): Promise<Released> {
  const { folder, env } = workshop;
  const [root, keys] = [join(folder, "released"), join(folder, "keys")];
  const variables = { SLIPWAY_SECRET_KEY_FILE: join(keys, "slipway.key") };
  if (existsSync(root)) return { root, variables };
  await workshop.copy("released");
  const run = async (...args: readonly string[]): Promise<void> => {
    await runProgram({ command: [...slipway(root, workshop), ...args], cwd: root, variables }, env);
  };
  mkdirSync(keys);
  await run("keys", "new", "--out", keys, "--no-password");
  const [, publicKey = ""] = readFileSync(join(keys, "slipway.pub"), "utf8").split("\n");
  writeFileSync(join(root, CONFIG), configText(workshop, publicKey));
  // The notes are told from the commit then, whatever the changelog has of this version.
  rmSync(join(root, "CHANGELOG.md"), { force: true });
  await commitAll(root, env);
  await run("release", "--config", CONFIG);
  return { root, variables };
}

async function commitOf(root: string, { env }: Workshop): Promise<string> {
  await runProgram({ command: ["git", "rev-parse", "HEAD"], cwd: root }, env);
  return readFileSync(env.logFile, "utf8").trim();
}

/** Nothing is smoked, so everything is waived; where it is published is in the environment. */
function configText({ plan }: Workshop, publicKey: string): string {
  const waive: Record<string, Record<string, string>> = {};
  for (const { app, target } of plan.build.jobs)
    waive[app.name] = { ...waive[app.name], [target]: "a benchmark runs nothing" };
  return `import { defineConfig } from "slipway";

import own from "./${COPY_CONFIG}";

const { publish, ...place } = JSON.parse(process.env.BENCH_PLACE ?? "{}");

export default defineConfig({
  ...own,
  ...place,
  signing: { publicKey: ${JSON.stringify(publicKey)} },
  publish: { ...publish, waive: ${JSON.stringify(waive)} },
});
`;
}

function slipway(root: string, { bun }: Workshop): readonly string[] {
  return [bun, join(root, "packages", "cli", "src", "main.ts")];
}
