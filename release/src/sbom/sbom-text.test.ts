import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { thirdPartyLicenses } from "../licenses/third-party-licenses.ts";
import { sampleContent, samplePackage } from "../testing/sample-content.ts";
import { type SbomProduct, sbomText } from "./sbom-text.ts";
import type { TargetContent } from "./target-content.ts";

const PRODUCT: SbomProduct = {
  product: "tool",
  version: "1.2.3",
  license: "MIT OR Apache-2.0",
  dateSeconds: 1_795_000_000,
  repository: "https://github.com/a/tool",
};

const LEFT = samplePackage();
const RIGHT = samplePackage({
  name: "@a/right",
  version: "2.0.0+build",
  license: null,
  author: null,
  texts: [],
});

type Component = {
  readonly "bom-ref": string;
  readonly type: string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly properties?: readonly unknown[];
  readonly components?: readonly Component[];
};

type Bom = {
  readonly serialNumber: string;
  readonly metadata: { readonly timestamp: string };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
};

function bomOf(content: TargetContent): Bom {
  const bom: Bom = JSON.parse(sbomText(content, PRODUCT));
  return bom;
}

function componentOf(bom: Bom, ref: string): unknown {
  return bom.components.find((component) => component["bom-ref"] === ref);
}

describe("sbomText()", () => {
  test("names the product, its version and the commit's date", () => {
    expect(bomOf(sampleContent([LEFT]))).toMatchObject({
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      metadata: {
        timestamp: "2026-11-18T11:06:40.000Z",
        lifecycles: [{ phase: "build" }],
        component: {
          type: "application",
          name: "tool",
          version: "1.2.3",
          licenses: [{ expression: "MIT OR Apache-2.0" }],
          externalReferences: [{ type: "vcs", url: "https://github.com/a/tool" }],
        },
      },
    });
  });

  test("lists each executable with its digest, and each package and runtime once", () => {
    const bom = bomOf(sampleContent([RIGHT, LEFT]));
    expect(bom.components.map((component) => component["bom-ref"])).toEqual([
      "executable:tool",
      "executable:tool-helper",
      "package:@a/right@2.0.0+build",
      "package:left@1.0.0",
      "runtime:linux-x64",
    ]);
    expect(componentOf(bom, "executable:tool")).toMatchObject({
      type: "application",
      name: "tool",
      hashes: [{ alg: "SHA-256", content: "a".repeat(64) }],
    });
  });

  test("describes a package, and says when its license is unknown", () => {
    const bom = bomOf(sampleContent([RIGHT, LEFT]));
    expect(componentOf(bom, "package:left@1.0.0")).toEqual({
      type: "library",
      "bom-ref": "package:left@1.0.0",
      name: "left",
      version: "1.0.0",
      author: "A. Uthor",
      licenses: [{ license: { id: "MIT" } }],
      purl: "pkg:npm/left@1.0.0",
      externalReferences: [
        { type: "vcs", url: "https://github.com/a/left" },
        { type: "website", url: "https://left.example" },
      ],
    });
    expect(componentOf(bom, "package:@a/right@2.0.0+build")).toMatchObject({
      group: "@a",
      name: "right",
      purl: "pkg:npm/%40a/right@2.0.0%2Bbuild",
      properties: [{ name: "slipway:license", value: "unknown" }],
    });
    expect(componentOf(bom, "package:@a/right@2.0.0+build")).not.toHaveProperty("licenses");
  });

  test("describes the runtime with its digest and what is linked into it", () => {
    const bom = bomOf(sampleContent([]));
    const runtime = bom.components.find(({ type }) => type === "platform");
    expect(runtime).toMatchObject({
      name: "bun",
      version: "1.4.4",
      purl: "pkg:npm/%40oven/bun-linux-x64@1.4.4",
      hashes: [{ alg: "SHA-256", content: "1".repeat(64) }],
      licenses: [{ license: { id: "MIT", acknowledgement: "declared" } }],
    });
    expect(runtime).not.toHaveProperty("properties");
    const linked = runtime?.components?.map(({ name }) => name) ?? [];
    expect(linked).toEqual(expect.arrayContaining(["JavaScriptCore and WebKit", "sqlite"]));
    expect(linked).not.toContain("libuv");
    expect(runtime?.components?.find(({ name }) => name === "mimalloc")).toMatchObject({
      version: "92ef6587c57b262f6e6abf513f7776a2f8d12aeb",
      purl: "pkg:github/oven-sh/mimalloc@92ef6587c57b262f6e6abf513f7776a2f8d12aeb",
      licenses: [{ license: { id: "MIT" } }],
    });
    expect(linked).toContain("browserify-zlib");
  });

  test("says of which version the parts are where it has no account of the runtime's own", () => {
    const bom = bomOf(
      sampleContent([], { runtimes: [{ target: "linux-x64", version: "9.9.9", sha256: "1".repeat(64) }] }),
    );
    const runtime = bom.components.find(({ type }) => type === "platform");
    expect(runtime).toMatchObject({
      version: "9.9.9",
      properties: [{ name: "slipway:components-of", value: "bun 1.4.4" }],
    });
    expect(runtime?.components?.filter(({ version }) => version !== undefined)).toEqual([]);
  });

  test("lists the parts that THIRD-PARTY-LICENSES lists", () => {
    const content = sampleContent([], { target: "windows-x64" });
    const text = thirdPartyLicenses(content, { product: "tool", dist: tempFolder() });
    const runtime = bomOf(content).components.find(({ type }) => type === "platform");
    const names = runtime?.components?.map(({ name }) => name) ?? [];
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !text.includes(`\n${name}`))).toEqual([]);
  });

  test("has no license for a product that declares none", () => {
    const text = sbomText(sampleContent([]), { ...PRODUCT, license: undefined });
    expect(JSON.parse(text).metadata.component).not.toHaveProperty("licenses");
  });

  test("leads from the product to executables, packages and runtimes", () => {
    const { dependencies } = bomOf(sampleContent([RIGHT, LEFT]));
    const graph = new Map(dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    expect(graph.get("product:tool")).toEqual(["executable:tool", "executable:tool-helper"]);
    expect(graph.get("executable:tool")).toEqual([
      "package:@a/right@2.0.0+build",
      "package:left@1.0.0",
      "runtime:linux-x64",
    ]);
    expect(graph.get("executable:tool-helper")).toEqual([
      "package:@a/right@2.0.0+build",
      "runtime:linux-x64",
    ]);
  });

  test("has both runtimes of a universal executable", () => {
    const version = "1.4.4";
    const bom = bomOf(
      sampleContent([LEFT], {
        target: "darwin-universal",
        runtimes: [
          { target: "darwin-x64", version, sha256: "1".repeat(64) },
          { target: "darwin-arm64", version, sha256: "2".repeat(64) },
        ],
      }),
    );
    const refs = bom.components
      .flatMap((one) => [one, ...(one.components ?? [])])
      .map((one) => one["bom-ref"]);
    expect(refs).toEqual(expect.arrayContaining(["runtime:darwin-arm64", "runtime:darwin-x64"]));
    expect(new Set(refs).size).toBe(refs.length);
  });

  test("is the same for the same content, and has a number of its own for any other", () => {
    const content = sampleContent([RIGHT, LEFT]);
    expect(sbomText(sampleContent([RIGHT, LEFT]), PRODUCT)).toBe(sbomText(content, PRODUCT));
    const { serialNumber } = bomOf(content);
    expect(serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u,
    );
    expect(bomOf(sampleContent([LEFT])).serialNumber).not.toBe(serialNumber);
  });
});
