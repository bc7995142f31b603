/** `THIRD-PARTY-LICENSES`: whose work is in the executables of a target, and under which conditions. */

import { type BundledPackage, packageId, readLicenseText } from "@slipway/build";
import { TARGETS } from "@slipway/targets";

import type { TargetContent } from "../sbom/target-content.ts";
import { linkedLibraries, POLYFILLS, RUNTIME, type RuntimePart } from "./runtime-parts.ts";

const RULE = "=".repeat(80);
const THIN_RULE = "-".repeat(80);
const UNKNOWN = "license unknown";

/**
 * The text for the executables of one target: every package with its license, each text once with the packages it
 * covers, then the runtime. `dist` is where the build keeps the texts.
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
    runtimeSection(content),
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

function runtimeSection({ target, runtimes }: TargetContent): readonly string[] {
  const versions = [...new Set(runtimes.map(({ version }) => version))].toSorted();
  return [
    `Every executable carries Bun ${versions.join(", ")} (${RUNTIME.repository}), which is MIT-licensed.`,
    `Its license and those of what is in it: ${RUNTIME.licenseText}`,
    "",
    "Statically linked libraries:",
    "",
    ...linkedLibraries(TARGETS[target].os).map(partLine),
    "",
    "JavaScriptCore, WebKit and tinycc are under the LGPL: you may change them and link the runtime anew.",
    "The sources with the instructions for it, as Bun gives them:",
    "",
    "  git clone https://github.com/oven-sh/bun",
    "  git clone https://github.com/oven-sh/WebKit vendor/WebKit, in that folder",
    "  bun sync-webkit-source, which checks out the version that belongs to it",
    "  bun run build:local, which makes a runtime with your changes",
    "",
    "Packages embedded in the runtime, all MIT-licensed:",
    "",
    ...POLYFILLS,
  ];
}

function partLine({ name, license, address }: RuntimePart): string {
  return `${name}: ${license}; ${address}`;
}
