import { chmodSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import {
  AUDITED_PROJECT,
  type AdvisoryAnswer,
  sampleAdvisory,
  serveAdvisories,
} from "../../testing/advisory-registry.ts";
import { recordingEnv } from "../../testing/samples.ts";
import type { Advisory } from "./advisory.ts";
import { askAdvisories } from "./ask-advisories.ts";
import type { PackageManager } from "./package-manager.ts";

const LEFT = {
  package: "left",
  range: "<2.0.0",
  severity: "high",
  title: "Left is not right",
  url: "https://a.example/GHSA-1",
};

type Asking = {
  readonly manager?: PackageManager;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly variables?: Readonly<Record<string, string>>;
};

/** Asks the package manager of a project that has `left` 1.0.0, whose registry is at `url`. */
async function ask(url: string, asking: Asking = {}): Promise<readonly Advisory[]> {
  const { manager = "bun", timeoutMs = 30_000, variables = {}, ...changes } = asking;
  const folder = tempFolder();
  writeFiles(folder, AUDITED_PROJECT.bun);
  const env = recordingEnv(join(folder, "dist"), {
    ...changes,
    variables: {
      PATH: process.env["PATH"],
      HOME: folder,
      npm_config_registry: url,
      ...variables,
    },
  });
  return askAdvisories({ manager, folder }, { env, timeoutMs });
}

const WITH_LEFT: AdvisoryAnswer = { kind: "advisories", byPackage: { left: [sampleAdvisory()] } };

describe("askAdvisories()", () => {
  test("asks the registry through bun", async () => {
    const registry = serveAdvisories(WITH_LEFT);
    expect(await ask(registry.url)).toEqual([LEFT]);
    expect(registry.asked()).toEqual({ left: ["1.0.0"] });
  });

  test("finds nothing where there is nothing", async () => {
    expect(await ask(serveAdvisories({ kind: "advisories", byPackage: {} }).url)).toEqual([]);
  });

  test.each<readonly [string, AdvisoryAnswer, RegExp]>([
    ["fails", { kind: "text", status: 500, text: "no" }, /500/u],
    ["cuts its answer", { kind: "text", status: 200, text: '{"left": [{"id": 1,' }, /non-JSON/u],
  ])("says what to do when the registry %s", async (_what, answer, expected) => {
    const fault = await caught(async () => ask(serveAdvisories(answer).url));
    expect(fault).toMatchObject({
      code: "audit-failed",
      exitCode: 4,
      hint: "Check the network and the registry of the package manager, and run it again",
    });
    expect(fault.details.join("\n")).toMatch(expected);
  });

  test("says what to do when there is no network", async () => {
    const fault = await caught(async () => ask("http://127.0.0.1:1/"));
    expect(fault.code).toBe("audit-failed");
    expect(fault.details.join("\n")).toContain("ConnectionRefused");
  });

  test("does not wait for a registry that never answers", async () => {
    const { url } = serveAdvisories({ kind: "silence" });
    const fault = await caught(async () => ask(url, { timeoutMs: 500 }));
    expect(fault.code).toBe("audit-failed");
    expect(fault.message).toBe('Cannot audit: "bun audit --json" did not answer within 0.5 s');
  });

  test("ends at once when it is interrupted", async () => {
    const { url } = serveAdvisories({ kind: "silence" });
    const fault = await caught(async () => ask(url, { signal: AbortSignal.abort() }));
    expect(fault.code).toBe("interrupted");
  });

  test.each<readonly [string, AdvisoryAnswer]>([
    ["is of another form", { kind: "advisories", byPackage: { left: [{ title: "no range" }] } }],
    ["is no object", { kind: "text", status: 200, text: "[]" }],
  ])("refuses an answer that %s", async (_what, answer) => {
    const fault = await caught(async () => ask(serveAdvisories(answer).url));
    expect(fault.code).toMatch(/^audit-(?:unreadable|failed)$/u);
  });

  test("names the package manager that is not installed", async () => {
    const fault = await caught(async () =>
      ask("http://127.0.0.1:1/", { manager: "pnpm", variables: { PATH: tempFolder() } }),
    );
    expect(fault).toMatchObject({ code: "audit-failed", hint: "Install pnpm" });
  });

  test.skipIf(process.platform === "win32")("refuses an answer of another version's form", async () => {
    const bin = tempFolder();
    writeFiles(bin, { pnpm: "#!/bin/sh\necho '{\"findings\": 3}'\n" });
    chmodSync(join(bin, "pnpm"), 0o755);
    const fault = await caught(async () =>
      ask("http://127.0.0.1:1/", { manager: "pnpm", variables: { PATH: `${bin}:/usr/bin:/bin` } }),
    );
    expect(fault.code).toBe("audit-unreadable");
    expect(fault.message).toContain(
      '"pnpm audit --json --no-prod --no-dev --optional" has a form that is not known',
    );
  });
});
