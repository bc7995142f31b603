import { join } from "node:path";

import { readSources, writeBuildRecord } from "@slipway/build";
import { recordingEnv, sampleEntry } from "@slipway/build/testing";
import { foreignProject, HELLO, writeFiles } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { type Outcome, runInMemory } from "../testing/memory-terminal.ts";

const ADVISORY = {
  id: 1,
  url: "https://a.example/GHSA-1",
  title: "Left is not right",
  severity: "high",
  vulnerable_versions: "<2.0.0",
};

const LOCKFILE = JSON.stringify({
  lockfileVersion: 1,
  workspaces: { "": { name: "hello", dependencies: { left: "1.0.0" } } },
  packages: { left: ["left@1.0.0", "", {}, `sha512-${"A".repeat(86)}==`] },
});

/** A project whose executables have `left` 1.0.0 in them, and a registry that answers so. */
async function auditedProject(
  answer: unknown,
  version = "1.0.0",
): Promise<(args?: readonly string[]) => Promise<Outcome>> {
  const root = foreignProject(
    { "src/main.ts": HELLO, "bun.lock": LOCKFILE },
    { config: '{ apps: { hello: "src/main.ts" } }' },
  );
  const dist = join(root, "dist");
  const unknown = { license: null, author: null, homepage: null, repository: null };
  const packages = [{ name: "left", version, ...unknown, sizeBytes: 1, texts: [] }];
  const { digest } = await readSources({ root, apps: [] }, recordingEnv(dist));
  const entries = (["linux-x64", "darwin-x64"] as const).map((target) =>
    sampleEntry({ target, packages, sources: digest }),
  );
  for (const { file } of entries) writeFiles(dist, { [file]: "" });
  writeBuildRecord(dist, { format: 1, product: "hello", executables: entries });
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => Response.json(answer) });
  onTestFinished(() => server.stop(true));
  const variables = { PATH: process.env["PATH"], HOME: root, npm_config_registry: server.url.href };
  return async (args = []) => runInMemory(["audit", ...args], { cwd: root, variables });
}

describe("slipway audit", () => {
  test("ends well when nothing bundled is known to be vulnerable", async () => {
    const audit = await auditedProject({ elsewhere: [ADVISORY] });
    const { exitCode, stdout, stderr } = await audit();
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toBe(
      "no known vulnerability: 1 package in 2 executables\n" +
        "1 advisory concerns a package or versions that no executable has in it\n",
    );
  });

  test("shows what is vulnerable, where it is, and ends with 1", async () => {
    const audit = await auditedProject({ left: [ADVISORY] });
    const { exitCode, stdout, stderr } = await audit();
    expect(exitCode).toBe(1);
    expect(stdout).toBe(
      [
        "severity  package  version  advisory           address                   in",
        "high      left     1.0.0    Left is not right  https://a.example/GHSA-1  hello (linux-x64, darwin-x64)",
        "",
        "1 finding: 1 package in 2 executables",
        "",
      ].join("\n"),
    );
    expect(stderr).toContain("1 bundled package has known vulnerabilities");
  });

  test("says what nobody was asked about", async () => {
    const audit = await auditedProject({}, "1.0.1");
    const { exitCode, stdout } = await audit();
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      "no known vulnerability: 0 packages in 2 executables\n" +
        "nobody was asked about what the lockfile does not have: left@1.0.1\n",
    );
  });

  test("--json prints the report", async () => {
    const audit = await auditedProject({});
    const { exitCode, stdout } = await audit(["--json"]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      vulnerable: [],
      packages: 1,
      unlisted: [],
      executables: 2,
      others: 0,
    });
  });

  test("asks for a build first", async () => {
    const root = foreignProject({ "src/main.ts": HELLO }, { config: '{ apps: { hello: "src/main.ts" } }' });
    const { exitCode, stdout, stderr } = await runInMemory(["audit"], { cwd: root });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("→ Build first: slipway build");
  });
});
