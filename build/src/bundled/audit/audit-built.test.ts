import { join } from "node:path";

import { caught, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { Env } from "../../env.ts";
import type { BuildPlan } from "../../plan.ts";
import { type ExecutableEntry, writeBuildRecord } from "../../record/build-record.ts";
import { AUDITED_PROJECT, sampleAdvisory, serveAdvisories } from "../../testing/advisory-registry.ts";
import { recordingEnv, sampleEntry, sampleJob } from "../../testing/samples.ts";
import type { BundledPackage } from "../bundled-package.ts";
import { auditBuilt, type AuditReport, vulnerableFault } from "./audit-built.ts";

/** A plan of these executables. */
function planOf(entries: readonly ExecutableEntry[]): Pick<BuildPlan, "jobs"> {
  const job = sampleJob();
  return { jobs: entries.map(({ target, file }) => ({ ...job, target, file })) };
}

const SOURCES = { digest: "2".repeat(64) };

function pack(name: string, version: string | null): BundledPackage {
  const unknown = { license: null, author: null, homepage: null, repository: null };
  return { name, version, ...unknown, sizeBytes: 1, texts: [] };
}

/** A project that was built into `entries`, with a registry that knows `byPackage`. */
function builtProject(
  entries: readonly ExecutableEntry[],
  byPackage: Readonly<Record<string, readonly unknown[]>> = {},
): { readonly root: string; readonly env: Env } {
  const root = tempFolder();
  writeFiles(root, AUDITED_PROJECT.bun);
  const dist = join(root, "dist");
  for (const { file } of entries) writeFiles(dist, { [file]: "" });
  writeBuildRecord(dist, { format: 1, product: "tool", executables: entries });
  const { url } = serveAdvisories({ kind: "advisories", byPackage });
  const variables = { PATH: process.env["PATH"], HOME: root, npm_config_registry: url };
  return { root, env: recordingEnv(dist, { variables }) };
}

async function audit(...input: Parameters<typeof builtProject>): Promise<AuditReport> {
  const { root, env } = builtProject(...input);
  return auditBuilt({ root, plan: planOf(input[0]), sources: SOURCES }, env);
}

describe("auditBuilt()", () => {
  test("finds what is bundled in a version that an advisory is about, the worst first", async () => {
    const both = [pack("left", "1.0.0"), pack("right", "1.5.0")];
    const report = await audit(
      [
        sampleEntry({ app: "tool", packages: both }),
        sampleEntry({ app: "tool", target: "darwin-x64", packages: both }),
        sampleEntry({ app: "tool-helper", packages: [pack("left", "3.0.0")] }),
      ],
      {
        left: [
          sampleAdvisory({ severity: "low" }),
          sampleAdvisory({ title: "Old", vulnerable_versions: "<0.5.0" }),
        ],
        right: [sampleAdvisory({ severity: "critical" })],
        elsewhere: [sampleAdvisory()],
      },
    );
    expect(report).toMatchObject({ packages: 1, executables: 3, others: 2 });
    expect(report.vulnerable.map((one) => [one.severity, one.package, one.version, one.executables])).toEqual(
      [
        [
          "critical",
          "right",
          "1.5.0",
          [
            { app: "tool", target: "linux-x64" },
            { app: "tool", target: "darwin-x64" },
          ],
        ],
        [
          "low",
          "left",
          "1.0.0",
          [
            { app: "tool", target: "linux-x64" },
            { app: "tool", target: "darwin-x64" },
          ],
        ],
      ],
    );
  });

  test("names what nobody was asked about, since the lockfile does not have it", async () => {
    const packages = [pack("left", "1.0.0"), pack("left", "3.0.0"), pack("vendored", null)];
    const report = await audit([sampleEntry({ packages })]);
    expect(report).toMatchObject({ packages: 1, unlisted: ["left@3.0.0", "vendored"] });
  });

  test("tells each version of a package that is there in several", async () => {
    const packages = [pack("left", "1.0.0"), pack("left", "1.1.0"), pack("left", "2.0.0")];
    const report = await audit([sampleEntry({ packages })], { left: [sampleAdvisory()] });
    expect(report.vulnerable.map(({ version }) => version)).toEqual(["1.0.0", "1.1.0"]);
    expect(vulnerableFault(report)).toMatchObject({
      code: "vulnerable-packages",
      exitCode: 1,
      details: ["left@1.0.0", "left@1.1.0"],
    });
  });

  test("asks nobody when nothing of others is bundled", async () => {
    const root = tempFolder();
    const dist = join(root, "dist");
    const entry = sampleEntry();
    writeFiles(dist, { [entry.file]: "" });
    writeBuildRecord(dist, { format: 1, product: "tool", executables: [entry] });
    const env = recordingEnv(dist, { variables: {} });
    expect(await auditBuilt({ root, plan: planOf([entry]), sources: SOURCES }, env)).toEqual({
      vulnerable: [],
      packages: 0,
      unlisted: [],
      executables: 1,
      others: 0,
    });
  });

  test("asks for a build when nothing was built", async () => {
    const env = recordingEnv(tempFolder());
    const fault = await caught(async () =>
      auditBuilt({ root: tempFolder(), plan: planOf([]), sources: SOURCES }, env),
    );
    expect(fault).toMatchObject({ code: "executable-missing", hint: "Build first: slipway build" });
  });

  test("refuses a build of other sources", async () => {
    const entry = sampleEntry();
    const { root, env } = builtProject([entry]);
    const plan = planOf([entry]);
    const fault = await caught(async () => auditBuilt({ root, plan, sources: { digest: "other" } }, env));
    expect(fault).toMatchObject({ code: "executable-wrong", hint: "Build it again" });
    expect(fault.message).toContain("was built from other sources");
  });

  test("looks at nothing that is no longer asked for", async () => {
    const asked = sampleEntry({ packages: [pack("left", "1.0.0")] });
    const old = sampleEntry({ target: "darwin-x64", packages: [pack("right", "1.0.0")], sources: "older" });
    const { root, env } = builtProject([asked, old], { right: [sampleAdvisory()] });
    const report = await auditBuilt({ root, plan: planOf([asked]), sources: SOURCES }, env);
    expect(report).toMatchObject({ executables: 1, packages: 1, vulnerable: [] });
    const fault = await caught(async () => auditBuilt({ root, plan: planOf([]), sources: SOURCES }, env));
    expect(fault.code).toBe("executable-missing");
  });
});
