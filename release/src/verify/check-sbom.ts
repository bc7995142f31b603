/** Checks an SBOM against the executables it speaks of. */

import { TARGET_IDS, type TargetId, TARGETS } from "@slipway/targets";

import { releaseFault } from "../faults.ts";
import { SBOM_SUFFIX } from "../plan/plan.ts";
import { readTextFile } from "./release-folder.ts";

/** A thousand packages take about one. */
const MAX_SBOM_BYTES = 32 * 1024 * 1024;

type JsonObject = ReadonlyMap<string, unknown>;

/** What an SBOM's name ends with: `-<target>.cdx.json`. */
export function sbomEnding(target: TargetId): string {
  return `-${target}${SBOM_SUFFIX}`;
}

/** The target an SBOM's name stands for; undefined for any other file. */
export function sbomTarget(file: string): TargetId | undefined {
  return TARGET_IDS.filter((target) => file.endsWith(sbomEnding(target)))
    .toSorted((a, b) => b.length - a.length)
    .at(0);
}

/**
 * Reads an SBOM: it must be CycloneDX, of the release's version, and list exactly the executables of its target with
 * their digests, which `executables` has by the names of the bare ones.
 *
 * @throws Fault `release-untrusted` with every difference.
 */
export function checkSbom(
  folder: string,
  expected: {
    readonly file: string;
    readonly target: TargetId;
    readonly version: string;
    readonly executables: ReadonlyMap<string, string>;
  },
): void {
  const bom = parsed(readTextFile(folder, expected.file, MAX_SBOM_BYTES).toString("utf8"));
  const differences =
    bom?.get("bomFormat") === "CycloneDX"
      ? [...versionDifferences(bom, expected.version), ...executableDifferences(bom, expected)]
      : ["it is no CycloneDX document"];
  if (differences.length === 0) return;
  throw releaseFault("release-untrusted", {
    message: "it does not fit the release",
    details: differences,
    hint: "Make the release again",
  });
}

function parsed(text: string): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    // The caller says that it is no such document.
    return undefined;
  }
}

function versionDifferences(bom: JsonObject, wanted: string): readonly string[] {
  const found = objectOf(objectOf(bom.get("metadata"))?.get("component"))?.get("version");
  return found === wanted ? [] : [`version: found ${shown(found)}, wanted ${wanted}`];
}

function executableDifferences(
  bom: JsonObject,
  expected: { readonly target: TargetId; readonly executables: ReadonlyMap<string, string> },
): readonly string[] {
  const ending = `-${expected.target}${TARGETS[expected.target].suffix}`;
  const found = listOf(bom.get("components"))
    .filter((component) => component.get("type") === "application")
    .map((component) => ({ file: `${shown(component.get("name"))}${ending}`, sha256: sha256Of(component) }));
  const names = found.map(({ file }) => file);
  return [
    ...found.flatMap(({ file, sha256 }, index) => {
      const wanted = expected.executables.get(file);
      if (wanted === undefined) return [`it lists "${file}", which is not in the release`];
      if (names.indexOf(file) !== index) return [`it lists "${file}" twice`];
      return sha256 === wanted ? [] : [`SHA-256 of "${file}": found ${sha256 ?? "none"}, wanted ${wanted}`];
    }),
    ...[...expected.executables.keys()]
      .filter((file) => !names.includes(file))
      .map((file) => `it does not list "${file}"`),
  ];
}

function sha256Of(component: JsonObject): string | undefined {
  const hash = listOf(component.get("hashes")).find((one) => one.get("alg") === "SHA-256");
  const content = hash?.get("content");
  return typeof content === "string" ? content : undefined;
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : "none";
}

function listOf(value: unknown): readonly JsonObject[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one) => objectOf(one) ?? []);
}

function objectOf(value: unknown): JsonObject | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map<string, unknown>(Object.entries(value));
}
