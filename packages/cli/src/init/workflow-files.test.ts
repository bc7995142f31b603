import { join } from "node:path";

import { hostTarget } from "@slipway/build";
import { loadConfig } from "@slipway/config";
import { expectGolden, foreignProject, HELLO } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { COMMON_OPTIONS } from "../arguments.ts";
import { COMMANDS } from "../commands/index.ts";
import { workflowFacts } from "./workflow-facts.ts";
import { workflowFiles } from "./workflow-files.ts";
import type { NewFile } from "./write-new.ts";

type Job = {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly "timeout-minutes"?: number;
  readonly uses?: string;
  readonly needs?: string | readonly string[];
  readonly steps?: readonly { readonly run?: string; readonly with?: Readonly<Record<string, unknown>> }[];
};

const REPOSITORY = join(import.meta.dirname, "..", "..", "..", "..");
const host = await hostTarget();
const config = '{ product: "hello", apps: { hello: "src/main.ts" } }';

async function filesOf(root: string): Promise<readonly NewFile[]> {
  return workflowFiles(workflowFacts(await loadConfig(root), host));
}

async function foreignFiles(
  more: Readonly<Record<string, string>> = {},
  written: string = config,
): Promise<readonly NewFile[]> {
  return filesOf(foreignProject({ "src/main.ts": HELLO, ...more }, { config: written }));
}

async function foreignText(name: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  return (await foreignFiles(more)).find(({ file }) => file.endsWith(`/${name}.yml`))?.text ?? "";
}

async function jobsOf(name: string): Promise<ReadonlyMap<string, Job>> {
  const { jobs }: { readonly jobs: Readonly<Record<string, Job>> } = JSON.parse(
    JSON.stringify(Bun.YAML.parse(await foreignText(name))),
  );
  return new Map(Object.entries(jobs));
}

describe("the workflows", () => {
  test("of this repository that release it are what any project gets", async () => {
    const files = await filesOf(REPOSITORY);
    for (const { file, text } of files.filter((one) => !one.file.endsWith("/ci.yml")))
      expectGolden(text, join(REPOSITORY, file));
  });

  test("of a project elsewhere are these", async () => {
    for (const { file, text } of await foreignFiles({ "bun.lock": "{}" }))
      expectGolden(text, join(import.meta.dirname, "golden", file.replace(".github/", "")));
  });

  test("install as the lockfile says, where there is one", async () => {
    expect(await foreignText("ci")).toContain("- run: bun install\n");
    expect(await foreignText("ci")).toContain("hashFiles('package.json')");
    const locked = await foreignText("ci", { "bun.lock": "{}" });
    expect(locked).toContain("- run: bun install --frozen-lockfile\n");
    expect(locked).toContain("hashFiles('bun.lock')");
  });
});

test("validating wants the digests to be committed where the job that commits them came before", async () => {
  const called = (await jobsOf("release")).get("validate");
  expect(called).toMatchObject({ needs: "checksums", uses: "./.github/workflows/validate.yml" });
  expect(await foreignText("release")).toContain('on:\n  push:\n    tags: ["v*"]\n');
  expect(await foreignText("validate")).toContain("COMMITTED: ${{ github.event_name == 'push' }}");
});

test("validating makes nothing again that the project's own commands signed, and says so", async () => {
  const signing = config.replace(/ \}$/u, ', signing: { commands: { windows: ["sign", "{file}"] } } }');
  const text = (await foreignFiles({}, signing)).find(({ file }) => file.endsWith("/validate.yml"))?.text;
  expect(text).toContain("Executables for windows are signed with the project's own commands");
  expect(text).toContain('slipway verify "$RUNNER_TEMP/published"');
  expect(text).not.toContain("--signatures");
});

test("the workflows use only commands and options that there are", async () => {
  const used = (await foreignFiles()).flatMap(({ text }) => [
    ...text.matchAll(/(?:run|--bun) slipway (?<name>[a-z]+)(?<rest>[^\n]*)/gu),
  ]);
  expect(used.length).toBeGreaterThan(10);
  for (const { groups } of used) {
    const command = COMMANDS.find(({ name }) => name === groups?.["name"]);
    const known = Object.keys({ ...command?.options, ...COMMON_OPTIONS });
    const options = [...(groups?.["rest"] ?? "").matchAll(/ --(?<option>[\w-]+)/gu)];
    expect(command, groups?.["name"]).toBeDefined();
    for (const option of options) expect(known, groups?.["rest"]).toContain(option.groups?.["option"]);
  }
});

describe("each job of the release", () => {
  test("comes behind what it needs: nothing is published that was not verified on every system", async () => {
    const needs = [...(await jobsOf("release"))].map(([name, job]) => [name, job.needs]);
    expect(Object.fromEntries(needs)).toEqual({
      plan: undefined,
      build: "plan",
      smoke: ["plan", "build"],
      sign: ["build", "smoke"],
      draft: "sign",
      verify: "sign",
      publish: ["draft", "verify"],
      proof: "publish",
      attest: "publish",
      checksums: "publish",
      validate: "checksums",
    });
  });

  test("that publishes is given the secrets of the channels that there are, and no other job is", async () => {
    const homebrew = config.replace(
      / \}$/u,
      ', channels: { homebrew: { tap: "octo/homebrew-tap", description: "Says hello" } }, repository: "https://github.com/octo/hello" }',
    );
    const files = await foreignFiles({}, homebrew);
    const using = files.filter(({ text }) => text.includes("HOMEBREW_TAP_TOKEN"));
    expect(using.map(({ file }) => file)).toEqual([".github/workflows/release.yml"]);
    expect(using[0]?.text.split("slipway publish\n")[1]).toMatch(
      /^ {8}env:\n {10}GITHUB_TOKEN: [^\n]+\n {10}HOMEBREW_TAP_TOKEN: \$\{\{ secrets\.HOMEBREW_TAP_TOKEN \}\}\n/u,
    );
    expect(using[0]?.text.match(/HOMEBREW_TAP_TOKEN/gu)).toHaveLength(2);
  });

  test("has the rights it needs and no others, and an end", async () => {
    const jobs = await jobsOf("release");
    const rights = Object.fromEntries([...jobs].map(([name, job]) => [name, job.permissions]));
    const reading = { contents: "read" };
    expect(rights).toEqual({
      plan: reading,
      build: reading,
      smoke: reading,
      sign: reading,
      draft: { contents: "write" },
      verify: reading,
      publish: { contents: "write" },
      proof: reading,
      attest: { "id-token": "write", attestations: "write" },
      checksums: { contents: "write" },
      validate: reading,
    });
    for (const [name, job] of jobs) expect(job.uses ?? job["timeout-minutes"], name).toBeDefined();
  });

  test("but that which signs knows no secret, and in it no step but that which signs", async () => {
    const steps = [...(await jobsOf("release"))].flatMap(([name, { steps: own = [] }]) =>
      own.map((step) => ({ name, text: JSON.stringify(step) })),
    );
    const knowing = steps.filter(({ text }) => text.includes("secrets."));
    expect(knowing.map(({ name }) => name)).toEqual(["sign"]);
    expect(knowing[0]?.text).toContain("slipway release --built");
    expect(await foreignText("validate")).not.toContain("secrets.");
    expect(await foreignText("ci")).not.toContain("secrets.");
  });

  test("that has a token or a key starts nothing of the app, and installs before they are there", async () => {
    const jobs = [...(await jobsOf("release"))];
    const trusted = jobs.filter(
      ([, { permissions = {}, environment, steps }]) =>
        environment !== undefined ||
        Object.values(permissions).includes("write") ||
        /secrets\.|github\.token/u.test(JSON.stringify(steps ?? [])),
    );
    expect(trusted.map(([name]) => name)).toEqual(["sign", "draft", "publish", "attest", "checksums"]);
    for (const [name, { steps = [] }] of trusted) {
      const runs = steps.flatMap(({ run }) => run ?? []).join("\n");
      expect(runs, name).not.toMatch(/bun run |slipway (?:build|smoke)/u);
      for (const [line] of runs.matchAll(/^.*slipway verify.*$/gmu))
        expect(line, name).toContain(" --no-run");
      for (const [line] of runs.matchAll(/^.*slipway release.*$/gmu))
        expect(line, name).toContain(" --built");
    }
    const starting = jobs.filter(([, { steps = [] }]) =>
      steps.some(({ run = "" }) => /slipway verify/u.test(run)),
    );
    expect(starting.map(([name]) => name)).toEqual(["sign", "draft", "verify", "proof"]);
  });

  test("that signs or publishes is for those to allow who protect the environment", async () => {
    const jobs = [...(await jobsOf("release"))].filter(([, { environment }]) => environment === "release");
    expect(jobs.map(([name]) => name)).toEqual(["sign", "publish"]);
  });

  test("leaves no token behind its checkout, but for the one that pushes", async () => {
    const keeping = [...(await jobsOf("release"))].filter(([, { steps = [] }]) =>
      steps.some((step) => step.with?.["persist-credentials"] === true),
    );
    expect(keeping.map(([name]) => name)).toEqual(["checksums"]);
  });
});
