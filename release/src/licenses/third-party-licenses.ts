/** `THIRD-PARTY-LICENSES`: whose work is in the executables of a target, and under which conditions. */

import { type BundledPackage, packageId, readLicenseText } from "@slipway/build";
import { type Os, TARGETS } from "@slipway/targets";

import type { TargetContent } from "../sbom/target-content.ts";
import { licenseText, type LicenseTextName } from "./license-text.ts";
import { RUNTIME, type RuntimePart, runtimeParts } from "./runtime-parts.ts";

const RULE = "=".repeat(80);
const THIN_RULE = "-".repeat(80);
const UNKNOWN = "license unknown";

/**
 * The text for the executables of one target: every package with its license, each text once with the packages it
 * covers, then the runtime in the same way. `dist` is where the build keeps the texts.
 *
 * @throws Fault `license-missing`.
 */
export function thirdPartyLicenses(
  content: TargetContent,
  options: { readonly product: string; readonly dist: string },
): string {
  const { product, dist } = options;
  const sections = [
    [`Third-party software in ${product} for ${content.target}`],
    ...(content.packages.length === 0 ? [] : [packageList(content.packages)]),
    ...textSections(content.packages, dist),
    ...runtimeSections(content),
  ];
  return `${sections.map((lines) => lines.join("\n")).join(`\n\n${RULE}\n\n`)}\n`;
}

function packageList(packages: readonly BundledPackage[]): readonly string[] {
  return [
    "Packages:",
    "",
    ...packages.map((pack) => {
      const address = pack.repository ?? pack.homepage;
      const parts = [pack.license ?? UNKNOWN, ...(pack.author === null ? [] : [pack.author])];
      const told = `${packageId(pack)}: ${parts.join("; ")}${address === null ? "" : `; ${address}`}`;
      return pack.texts.length === 0 ? `${told} (it brings no license text)` : told;
    }),
  ];
}

function textSections(packages: readonly BundledPackage[], dist: string): readonly (readonly string[])[] {
  const covered = new Map<string, { readonly text: string; readonly names: string[] }>();
  for (const pack of packages) {
    for (const one of pack.texts) {
      const known = covered.get(one.sha256) ?? { text: readLicenseText(dist, one), names: [] };
      known.names.push(`${packageId(pack)}, ${one.file}`);
      covered.set(one.sha256, known);
    }
  }
  // Packages and files are sorted, so the order is that of the first package each text covers.
  return [...covered.values()].map(({ text, names }) => [...names, THIN_RULE, "", text.trimEnd()]);
}

function runtimeSections({ target, runtimes }: TargetContent): readonly (readonly string[])[] {
  const { os } = TARGETS[target];
  const versions = [...new Set(runtimes.map(({ version }) => version))].toSorted();
  return versions.flatMap((version) => {
    const { parts } = runtimeParts({ version, os });
    return [runtimeList(version, os), ...runtimeTexts(parts)];
  });
}

function runtimeList(version: string, os: Os): readonly string[] {
  const { of, parts } = runtimeParts({ version, os });
  return [
    `Every executable carries Bun ${version} (${RUNTIME.repository}), which is MIT-licensed.`,
    `Its license and those of what is in it, as Bun gives them: ${RUNTIME.licenseText}`,
    ...(of === version ? [] : [`What is listed here is in Bun ${of}. That of Bun ${version} may differ.`]),
    "",
    "Statically linked libraries:",
    "",
    ...parts.filter(({ kind }) => kind === "library").map(partLine),
    "",
    "Libraries under the LGPL, such as JavaScriptCore: you may change them and link the runtime anew.",
    "The sources with the instructions for it, as Bun gives them:",
    "",
    "  git clone https://github.com/oven-sh/bun",
    "  git clone https://github.com/oven-sh/WebKit vendor/WebKit, in that folder",
    "  bun sync-webkit-source, which checks out the version that belongs to it",
    "  bun run build:local, which makes a runtime with your changes",
    "",
    "Packages embedded in the runtime:",
    "",
    ...parts.filter(({ kind }) => kind === "polyfill").map(partLine),
  ];
}

function partLine({ name, license, address, purl, texts }: RuntimePart): string {
  const told = [`${name}: ${license}`, ...(address === undefined ? [] : [address]), purl].join("; ");
  return texts === undefined ? `${told} (its license texts are with its sources)` : told;
}

/** Each text once, below the parts it covers with their copyright notices. */
function runtimeTexts(parts: readonly RuntimePart[]): readonly (readonly string[])[] {
  const covered = new Map<LicenseTextName, readonly string[]>([
    [RUNTIME.license, ["Bun (which names no holder of its copyright)"]],
  ]);
  for (const part of parts) {
    for (const text of part.texts ?? []) {
      covered.set(text, [...(covered.get(text) ?? []), ...noticeLines(part)]);
    }
  }
  return [...covered].map(([text, lines]) => [...lines, THIN_RULE, "", licenseText(text)]);
}

function noticeLines({ name, notices }: RuntimePart): readonly string[] {
  if (notices === undefined) return [`${name} (its copyright notice is with its sources)`];
  return [name, ...notices.map((notice) => `  ${notice}`)];
}
