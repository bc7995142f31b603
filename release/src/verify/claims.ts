/** What a verification proved and what it did not: every claim a release makes, each with the reason. */

import type { SignatureState } from "@slipway/executable";
import { type TargetId, TARGETS } from "@slipway/targets";

import type { StartedHere } from "./started-here.ts";

export type Claim = {
  /** What is claimed, e.g. `digests`. */
  readonly claim: string;
  readonly proven: boolean;
  /** What was found, or why nothing was proven. */
  readonly text: string;
};

/** A bare executable that holds, and how its slices are signed. */
export type SoundExecutable = {
  readonly target: TargetId;
  readonly signatures: readonly SignatureState["kind"][];
};

export type Proven = {
  readonly key: string;
  /** Signed with the public test key. */
  readonly snapshot: boolean;
  /** Files that the list has. */
  readonly listed: number;
  readonly executables: readonly SoundExecutable[];
  readonly archives: number;
  readonly sboms: number;
  readonly manifest: boolean;
  readonly started: StartedHere;
};

/** Every claim, in the order in which they build on each other. */
export function claimsOf(found: Proven): readonly Claim[] {
  const { listed, executables, archives, sboms, manifest, started } = found;
  return [
    listClaim(found),
    proven("digests", `${counted(listed, "file has", "files have")} the digest that is listed`),
    proven(
      "archives",
      `${counted(archives, "archive is signed and holds", "archives are signed and hold")} the same executables`,
    ),
    proven(
      "executables",
      counted(executables.length, "executable is what its name says", "executables are what their names say"),
    ),
    macosClaim(executables),
    windowsClaim(executables),
    proven("SBOMs", `${counted(sboms, "SBOM lists", "SBOMs list")} exactly these executables`),
    unproven("packages in SBOMs", "executables do not show which packages are in them"),
    proven("provenance", "it says of every file what it was made from"),
    unproven("built from its sources", "only building it again shows that"),
    manifest
      ? proven("latest.json", "it fits the archives and their signatures")
      : unproven("latest.json", "there is none"),
    { claim: "started here", ...started },
  ];
}

function listClaim({ key, snapshot }: Proven): Claim {
  const claim = "signature of the list";
  if (!snapshot) return proven(claim, `by key ${key}`);
  return unproven(claim, "it holds, and its test key is public: anyone may have made it");
}

/** macOS checks them itself, and starts nothing without. */
function macosClaim(executables: readonly SoundExecutable[]): Claim {
  const claim = "macOS signatures";
  const own = executables.filter(({ target }) => TARGETS[target].os === "darwin");
  if (own.length === 0) return unproven(claim, "there is no executable for macOS");
  const named = own.filter(({ signatures }) => signatures.every((kind) => kind === "certificate"));
  const who = named.length === own.length ? "certificates are not judged" : "ad hoc ones name nobody";
  return proven(claim, `${counted(own.length, "signature holds", "signatures hold")}; ${who}`);
}

function windowsClaim(executables: readonly SoundExecutable[]): Claim {
  const claim = "Windows signatures";
  const own = executables.filter(({ target }) => TARGETS[target].os === "windows");
  const signed = own.filter(({ signatures }) => !signatures.includes("none"));
  if (own.length === 0) return unproven(claim, "there is no executable for Windows");
  const unsigned = own.length - signed.length;
  if (unsigned > 0) return unproven(claim, counted(unsigned, "executable has none", "executables have none"));
  return proven(
    claim,
    `${counted(own.length, "signature holds", "signatures hold")}; certificates are not judged`,
  );
}

function proven(claim: string, text: string): Claim {
  return { claim, proven: true, text };
}

function unproven(claim: string, text: string): Claim {
  return { claim, proven: false, text };
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
