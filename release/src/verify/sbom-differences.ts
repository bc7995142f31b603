/** Compares what an SBOM says with what the release has. */

import { type JsonObject, objectOf, parseObject } from "@slipway/build";
import { TARGETS } from "@slipway/targets";

import { RUNTIME } from "../licenses/runtime-parts.ts";
import { npmPurl } from "../sbom/package-url.ts";
import { serialNumberOf } from "../sbom/serial-number.ts";
import type { ExpectedSbom } from "./check-sbom.ts";
import { executableEnding } from "./file-names.ts";

/** The version of CycloneDX that Slipway writes. */
const SPEC_VERSION = "1.6";
/** Ten times what a very large app has; a list is counted before anything is made of it. */
const MAX_ITEMS = 10_000;

/** Every difference, one text each; none when the SBOM is of these executables. */
export function sbomDifferences(text: string, expected: ExpectedSbom): readonly string[] {
  const bom = parseObject(text);
  if (bom?.get("bomFormat") !== "CycloneDX") return ["it is no CycloneDX document"];
  const tooLong = ["components", "dependencies"].flatMap((name) => tooLongList(name, bom.get(name)));
  if (tooLong.length > 0) return tooLong;
  const components = listOf(bom.get("components"));
  return [
    ...difference("specVersion", { found: bom.get("specVersion"), wanted: SPEC_VERSION }),
    ...difference("version", {
      found: objectOf(objectOf(bom.get("metadata"))?.get("component"))?.get("version"),
      wanted: expected.version,
    }),
    ...difference("serial number", { found: bom.get("serialNumber"), wanted: serialNumberOf(text) }),
    ...executableDifferences(typed("application", components), expected),
    ...runtimeDifferences(typed("platform", components), expected.runtimes),
    ...typed("library", components).flatMap(purlDifference),
    ...dependencyDifferences(listOf(bom.get("dependencies")), components),
  ];
}

function tooLongList(name: string, list: unknown): readonly string[] {
  return Array.isArray(list) && list.length > MAX_ITEMS
    ? [`it has ${list.length} ${name}, at most ${MAX_ITEMS} are read`]
    : [];
}

function executableDifferences(
  components: readonly JsonObject[],
  { target, version, executables }: ExpectedSbom,
): readonly string[] {
  const found = components.map((component) => ({
    component,
    file: shown(component.get("name")) + executableEnding(target),
  }));
  const names = found.map(({ file }) => file);
  return [
    ...found.flatMap(({ file, component }, index) => {
      const sha256 = executables.get(file);
      if (sha256 === undefined) return [`it lists "${file}", which is not in the release`];
      if (names.indexOf(file) !== index) return [`it lists "${file}" twice`];
      return [
        ...difference(`version of "${file}"`, { found: component.get("version"), wanted: version }),
        ...difference(`SHA-256 of "${file}"`, { found: sha256Of(component), wanted: sha256 }),
      ];
    }),
    ...[...executables.keys()]
      .filter((file) => !names.includes(file))
      .map((file) => `it does not list "${file}"`),
  ];
}

/** The one digest of a component. */
function sha256Of(component: JsonObject): unknown {
  const hashes = component.get("hashes");
  if (!Array.isArray(hashes)) return undefined;
  if (hashes.length > 1) return `${hashes.length} of them`;
  const hash = objectOf(hashes[0]);
  return hash?.get("alg") === "SHA-256" ? hash.get("content") : undefined;
}

function runtimeDifferences(
  components: readonly JsonObject[],
  runtimes: ExpectedSbom["runtimes"],
): readonly string[] {
  if (runtimes === undefined) return [];
  const wanted = new Set(
    runtimes.map(({ target, version }) => {
      const purl = npmPurl({ name: TARGETS[target].runtimePackage, version });
      return `${RUNTIME.name} ${version}, ${purl}`;
    }),
  );
  const found = components.map((component) => {
    const [name = "", version = "", purl = ""] = ["name", "version", "purl"].map((key) =>
      shown(component.get(key)),
    );
    return `${name} ${version}, ${purl}`;
  });
  return [
    ...found.flatMap((runtime, index) => {
      if (!wanted.has(runtime)) return [`it lists the runtime ${runtime}, which is in no executable`];
      return found.indexOf(runtime) === index ? [] : [`it lists the runtime ${runtime} twice`];
    }),
    ...[...wanted]
      .filter((runtime) => !found.includes(runtime))
      .map((runtime) => `it does not list the runtime ${runtime}`),
  ];
}

function purlDifference(component: JsonObject): readonly string[] {
  const [group, name, version] = ["group", "name", "version"].map((key) => textOf(component.get(key)));
  const whole = group === undefined ? shown(name) : `${group}/${shown(name)}`;
  const wanted = npmPurl({ name: whole, version: version ?? null });
  return difference(`purl of "${whole}"`, { found: component.get("purl"), wanted });
}

/** What is listed is in an executable: each of them depends on a runtime, and on all packages one does. */
function dependencyDifferences(
  dependencies: readonly JsonObject[],
  components: readonly JsonObject[],
): readonly string[] {
  const known = new Set(components.map(refOf));
  const needs = new Map(
    dependencies.map((one) => [shown(one.get("ref")), textsOf(one.get("dependsOn"))] as const),
  );
  const runtimes = new Set(typed("platform", components).map(refOf));
  const executables = typed("application", components).map(refOf);
  const used = new Set(executables.flatMap((ref) => needs.get(ref) ?? []));
  return [
    ...[...used].filter((ref) => !known.has(ref)).map((ref) => `it does not list "${ref}"`),
    ...executables
      .filter((ref) => needs.get(ref)?.some((other) => runtimes.has(other)) !== true)
      .map((ref) => `"${ref}" depends on no runtime in it`),
    ...[...typed("platform", components), ...typed("library", components)]
      .map(refOf)
      .filter((ref) => !used.has(ref))
      .map((ref) => `no executable depends on "${ref}"`),
  ];
}

function typed(type: string, components: readonly JsonObject[]): readonly JsonObject[] {
  return components.filter((component) => component.get("type") === type);
}

function refOf(component: JsonObject): string {
  return shown(component.get("bom-ref"));
}

function difference(
  what: string,
  { found, wanted }: { readonly found: unknown; readonly wanted: string },
): readonly string[] {
  return found === wanted ? [] : [`${what}: found ${shown(found)}, wanted ${wanted}`];
}

function shown(value: unknown): string {
  return textOf(value) ?? "none";
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((one) => textOf(one) ?? []) : [];
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.flatMap((one) => objectOf(one) ?? []) : [];
}
