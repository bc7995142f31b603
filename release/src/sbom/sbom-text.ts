/** The SBOM of one target: a CycloneDX document of what is in its executables. */

import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import { packageId } from "@slipway/build";

import packageJson from "../../package.json" with { type: "json" };
import type { ReleasePlan } from "../plan/plan.ts";
import { executableComponent, packageComponent, references, runtimeComponent } from "./components.ts";
import { serialNumberOf } from "./serial-number.ts";
import { licenseModel } from "./spdx-license.ts";
import type { TargetContent } from "./target-content.ts";

/** Of the versions the library writes, the newest that readers of today all take. */
const SPEC = Spec.Spec1dot6;
const MILLISECONDS = 1000;

export type SbomProduct = Pick<ReleasePlan, "product" | "version" | "license" | "dateSeconds" | "repository">;

/** The text of a target's SBOM: the same for the same content, whenever and wherever it is made. */
export function sbomText(content: TargetContent, product: SbomProduct): string {
  const bom = bomOf(content, product);
  bom.serialNumber = serialNumberOf(serialized(bom));
  return serialized(bom);
}

function serialized(bom: Models.Bom): string {
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(SPEC));
  // What is in the lists is sorted already; the library would do it by the machine's locale.
  return `${serializer.serialize(bom, { sortLists: false, space: 2 })}\n`;
}

function bomOf(content: TargetContent, product: SbomProduct): Models.Bom {
  const packages = new Map(content.packages.map((pack) => [packageId(pack), packageComponent(pack)]));
  const runtimes = new Map(content.runtimes.map((runtime) => [runtime.target, runtimeComponent(runtime)]));
  const executables = content.executables.map((entry) => {
    const component = executableComponent(entry);
    for (const pack of entry.packages) dependOn(component, packages.get(packageId(pack)));
    for (const runtime of entry.runtimes) dependOn(component, runtimes.get(runtime.target));
    return component;
  });
  const whole = productComponent(product);
  for (const executable of executables) dependOn(whole, executable);
  return new Models.Bom({
    metadata: new Models.Metadata({
      timestamp: new Date(product.dateSeconds * MILLISECONDS),
      lifecycles: new Models.LifecycleRepository([Enums.LifecyclePhase.Build]),
      tools: new Models.Tools({ components: new Models.ComponentRepository([toolComponent()]) }),
      component: whole,
    }),
    components: new Models.ComponentRepository([...executables, ...packages.values(), ...runtimes.values()]),
  });
}

function productComponent({ product, version, license, repository }: SbomProduct): Models.Component {
  return new Models.Component(Enums.ComponentType.Application, product, {
    bomRef: `product:${product}`,
    version,
    licenses: new Models.LicenseRepository(license === undefined ? [] : [licenseModel(license)]),
    externalReferences: references({ vcs: repository }),
  });
}

function toolComponent(): Models.Component {
  const { version } = packageJson;
  return new Models.Component(Enums.ComponentType.Application, "slipway", { version });
}

function dependOn(component: Models.Component, other: Models.Component | undefined): void {
  if (other !== undefined) component.dependencies.add(other.bomRef);
}
