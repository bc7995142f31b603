/** Asks through npm as it is installed here, of a registry on loopback. */

import { join } from "node:path";

import { caught, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { AUDITED_PROJECT, sampleAdvisory, serveAdvisories } from "../../testing/advisory-registry.ts";
import { recordingEnv } from "../../testing/samples.ts";
import type { Advisory } from "./advisory.ts";
import { askAdvisories } from "./ask-advisories.ts";

/** Asks for a project that has `left` 1.0.0, whose registry is at `url`. */
async function askNpm(url: string): Promise<readonly Advisory[]> {
  const folder = tempFolder();
  writeFiles(folder, AUDITED_PROJECT.npm);
  const variables = {
    PATH: process.env["PATH"],
    HOME: folder,
    npm_config_registry: url,
    npm_config_fetch_retries: "0",
  };
  const env = recordingEnv(join(folder, "dist"), { variables });
  return askAdvisories({ manager: "npm", folder }, { env });
}

describe("askAdvisories() through npm", () => {
  test("asks the registry for what is in the lockfile", async () => {
    const registry = serveAdvisories({ kind: "advisories", byPackage: { left: [sampleAdvisory()] } });
    expect(await askNpm(registry.url)).toEqual([
      {
        package: "left",
        range: "<2.0.0",
        severity: "high",
        title: "Left is not right",
        url: "https://a.example/GHSA-1",
      },
    ]);
    expect(registry.asked()).toEqual({ left: ["1.0.0"] });
  });

  test("finds nothing where there is nothing", async () => {
    expect(await askNpm(serveAdvisories({ kind: "advisories", byPackage: {} }).url)).toEqual([]);
  });

  test("tells what npm says of a registry that fails", async () => {
    const { url } = serveAdvisories({ kind: "text", status: 500, text: "no" });
    const fault = await caught(async () => askNpm(url));
    expect(fault).toMatchObject({ code: "audit-failed", exitCode: 4 });
    expect(fault.details[0]).toContain("500 Internal Server Error");
  });
});
