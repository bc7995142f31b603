/** Asks through npm as it is installed here, of a registry on loopback. */

import { join } from "node:path";

import { caught, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { AUDITED_PROJECT, sampleAdvisory, serveAdvisories } from "../../testing/advisory-registry.ts";
import { recordingEnv } from "../../testing/samples.ts";
import type { Advisory } from "./advisory.ts";
import { askAdvisories } from "./ask-advisories.ts";

/** Asks for a project that has `left` 1.0.0, whose registry is at `url`. */
async function askNpm(
  url: string,
  changes: { readonly variables?: object; readonly files?: Readonly<Record<string, string>> } = {},
): Promise<readonly Advisory[]> {
  const { files = AUDITED_PROJECT.npm } = changes;
  const folder = tempFolder();
  writeFiles(folder, files);
  const variables = {
    PATH: process.env["PATH"],
    HOME: folder,
    npm_config_registry: url,
    npm_config_fetch_retries: "0",
    ...changes.variables,
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

  test.each([{ NODE_ENV: "production" }, { npm_config_omit: "dev" }, { npm_config_production: "true" }])(
    "asks for what only development needs too, since it can be bundled: with %j",
    async (variables) => {
      const registry = serveAdvisories({ kind: "advisories", byPackage: {} });
      const files = Object.entries(AUDITED_PROJECT.npm).map(([name, text]) => [
        name,
        text
          .replace('"dependencies":', '"devDependencies":')
          .replace('"integrity":', '"dev":true,"integrity":'),
      ]);
      await askNpm(registry.url, { variables, files: Object.fromEntries(files) });
      expect(registry.asked()).toEqual({ left: ["1.0.0"] });
    },
  );

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
