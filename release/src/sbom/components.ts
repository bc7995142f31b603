/** The components of an SBOM: executables, the packages in them, the runtimes under them. */

import { Enums, Models } from "@cyclonedx/cyclonedx-library";
import { type BundledPackage, type ExecutableEntry, packageId } from "@slipway/build";
import { TARGETS } from "@slipway/targets";

import { RUNTIME, type RuntimePart, runtimeParts } from "../licenses/runtime-parts.ts";
import { npmPurl } from "./package-url.ts";
import { licenseModel } from "./spdx-license.ts";

type Runtime = ExecutableEntry["runtimes"][number];

/** Marks a package whose license nobody declared; the schema's own way to say so is to say nothing. */
const UNKNOWN_LICENSE = new Models.Property("slipway:license", "unknown");

/** An executable of the release, with its digest. */
export function executableComponent(entry: ExecutableEntry): Models.Component {
  return new Models.Component(Enums.ComponentType.Application, entry.app, {
    bomRef: `executable:${entry.app}`,
    version: entry.version,
    hashes: sha256Of(entry.sha256),
  });
}

/** A package of somebody else. */
export function packageComponent(pack: BundledPackage): Models.Component {
  const { name, version, license, author } = pack;
  const [scope, rest] = name.split("/");
  const component = new Models.Component(Enums.ComponentType.Library, rest ?? name, {
    ...(rest === undefined ? {} : { group: scope ?? "" }),
    ...(version === null ? {} : { version }),
    ...(author === null ? {} : { author }),
    bomRef: `package:${packageId(pack)}`,
    purl: npmPurl(pack),
    licenses: new Models.LicenseRepository(license === null ? [] : [licenseModel(license)]),
    properties: new Models.PropertyRepository(license === null ? [UNKNOWN_LICENSE] : []),
    externalReferences: references({ vcs: pack.repository, website: pack.homepage }),
  });
  return component;
}

/** The runtime of a target, with what is linked into it. */
export function runtimeComponent(runtime: Runtime): Models.Component {
  const { target, version, sha256 } = runtime;
  const { os, runtimePackage } = TARGETS[target];
  const bomRef = `runtime:${target}`;
  const { of, parts } = runtimeParts({ version, os });
  return new Models.Component(Enums.ComponentType.Platform, RUNTIME.name, {
    bomRef,
    version,
    purl: npmPurl({ name: runtimePackage, version }),
    hashes: sha256Of(sha256),
    licenses: new Models.LicenseRepository([declaredLicense(RUNTIME.license)]),
    // The parts of another version are said to be those.
    properties: new Models.PropertyRepository(
      of === version ? [] : [new Models.Property("slipway:components-of", `${RUNTIME.name} ${of}`)],
    ),
    externalReferences: references({
      vcs: RUNTIME.repository,
      website: RUNTIME.homepage,
      license: RUNTIME.licenseText,
    }),
    components: new Models.ComponentRepository(parts.map((part) => partComponent(part, bomRef))),
  });
}

function partComponent(part: RuntimePart, runtimeRef: string): Models.Component {
  const { name, version, purl, notices, address } = part;
  return new Models.Component(Enums.ComponentType.Library, name, {
    ...(version === undefined ? {} : { version }),
    ...(notices === undefined ? {} : { copyright: notices.join("\n") }),
    bomRef: `${runtimeRef}:${name}`,
    purl,
    licenses: new Models.LicenseRepository([licenseModel(part.license)]),
    externalReferences: references({ website: address }),
  });
}

/** What its makers say of the whole; what is linked into it has licenses of its own. */
function declaredLicense(text: string): Models.License {
  const license = licenseModel(text);
  license.acknowledgement = Enums.LicenseAcknowledgement.Declared;
  return license;
}

/** Where more is to be read about a component. */
export function references(
  addresses: Readonly<Partial<Record<`${Enums.ExternalReferenceType}`, string | null | undefined>>>,
): Models.ExternalReferenceRepository {
  const types = Object.values(Enums.ExternalReferenceType);
  return new Models.ExternalReferenceRepository(
    types.flatMap((type) => {
      const address = addresses[type];
      return address === undefined || address === null ? [] : [new Models.ExternalReference(address, type)];
    }),
  );
}

function sha256Of(digest: string): Models.HashDictionary {
  return new Models.HashDictionary([[Enums.HashAlgorithm["SHA-256"], digest]]);
}
