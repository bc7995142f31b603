/** Compares what an executable is with what the plan says it must be. */

import type { Config } from "@slipway/config";
import {
  differencesFrom,
  type PayloadContents,
  type SignatureState,
  type SliceInspection,
  type Inspection,
} from "@slipway/executable";
import { type Os, TARGETS } from "@slipway/targets";

import type { Bundled } from "../compile/request.ts";
import type { Identity } from "../identity.ts";
import type { BuildJob } from "../plan.ts";
import type { Runtime } from "../runtimes/bring.ts";
import { macosIdentifier } from "../stamp/macos-identifier.ts";
import { wantedWindows } from "../stamp/wanted-windows.ts";
import { difference } from "./difference.ts";
import { moduleDifferences } from "./module-differences.ts";

/** What of a job decides what its executable must be. */
export type CheckedJob = Pick<BuildJob, "app" | "target" | "executable">;

export type Wanted = {
  readonly job: CheckedJob;
  readonly config: Config;
  readonly identity: Pick<Identity, "version">;
  /** What it was made of, one for each slice. */
  readonly parts: readonly WantedPart[];
  /** The names of all asset files, from the payload's root. */
  readonly assets: readonly string[];
};

export type WantedPart = {
  readonly runtime: Pick<Runtime, "target" | "version">;
  /** The oldest system the runtime itself says it runs on. */
  readonly minimumOs: string | undefined;
  readonly bundled: Bundled;
};

/** What a difference speaks of; what is to be done about it depends on that. */
export type Difference = {
  readonly of: "runtime" | "configuration" | "signature";
  readonly text: string;
};

/** Every difference, those of a universal executable's slices by CPU; none when it is as planned. */
export function differencesOf(inspection: Inspection, wanted: Wanted): readonly Difference[] {
  const different = differencesFrom(wanted.job.target, inspection);
  // A file for something else differs in everything; that it is one says enough.
  if (different.length > 0) return different.map((text) => ({ of: "runtime", text }));
  return inspection.slices.flatMap((slice) => {
    const part = wanted.parts.find(({ runtime }) => TARGETS[runtime.target].cpu === slice.cpu);
    if (part === undefined) throw new Error(`${wanted.job.target} has no part for ${slice.cpu}`);
    const texts = {
      runtime: runtimeDifferences(slice, part),
      configuration: [
        ...contentDifferences(slice, { ...wanted, bundled: part.bundled }),
        ...windowsDifferences(slice, wanted),
      ],
      signature: signatureDifferences(slice.signature, { ...wanted, slices: inspection.slices }),
    };
    const cpu = inspection.slices.length === 1 ? "" : `${slice.cpu}: `;
    return (["runtime", "configuration", "signature"] as const).flatMap((of) =>
      texts[of].map((text) => ({ of, text: cpu + text })),
    );
  });
}

function runtimeDifferences(slice: SliceInspection, part: WantedPart): readonly string[] {
  return [
    ...difference("Bun version", { found: slice.bunVersion, wanted: part.runtime.version }),
    ...difference("minimum system", { found: slice.minimumOs, wanted: part.minimumOs }),
  ];
}

function contentDifferences(
  { contents, contentsUnknown }: SliceInspection,
  wanted: Wanted & { readonly bundled: Bundled },
): readonly string[] {
  const { app } = wanted.job;
  if (contents === undefined)
    return [`payload: its layout is not known: ${contentsUnknown ?? "it is empty"}`];
  const { dotenv = false, bunfig, tsconfig, packageJson } = app.autoload;
  return [
    ...difference("autoload of .env", { found: contents.autoload.dotenv, wanted: dotenv }),
    ...difference("autoload of bunfig.toml", { found: contents.autoload.bunfig, wanted: bunfig }),
    ...difference("autoload of tsconfig.json", { found: contents.autoload.tsconfig, wanted: tsconfig }),
    ...difference("autoload of package.json", { found: contents.autoload.packageJson, wanted: packageJson }),
    ...difference("options of the runtime", {
      found: contents.execArgv.join(" "),
      wanted: app.execArgv.join(" "),
    }),
    ...bytecodeDifferences(contents, app.bytecode),
    ...difference("source map", {
      found: contents.modules.some(({ sourcemapBytes }) => sourcemapBytes > 0),
      wanted: app.sourcemap,
    }),
    ...moduleDifferences(contents, { ...wanted, app, root: wanted.config.root }),
  ];
}

/** All code that Bun runs has it, or none; what a browser runs never has. */
function bytecodeDifferences({ modules }: PayloadContents, wanted: boolean): readonly string[] {
  const code = modules.filter(({ kind, side }) => kind === "js" && side === "server");
  const other = code.filter(({ bytecodeBytes }) => bytecodeBytes > 0 !== wanted);
  if (other.length === 0) return [];
  return [`bytecode: ${wanted ? "missing" : "found"} in ${other.map(({ name }) => name).join(", ")}`];
}

/** What a signature must be when the user's own command has not made it; on other systems there is none. */
const OWN_SIGNATURES: Readonly<Partial<Record<Os, SignatureState["kind"]>>> = { darwin: "ad-hoc" };

function signatureDifferences(
  signature: SignatureState,
  wanted: Wanted & Pick<Inspection, "slices">,
): readonly string[] {
  const { job, config } = wanted;
  if (signature.kind === "invalid") return signature.problems.map((problem) => `signature: ${problem}`);
  const { os } = TARGETS[job.target];
  if ((os === "darwin" || os === "windows") && config.signCommands[os] !== undefined) {
    if (signature.kind === "none") return ["signature: none found, though a command was to make one"];
    return commandDifferences(signature, wanted);
  }
  const kind = difference("signature", { found: signature.kind, wanted: OWN_SIGNATURES[os] ?? "none" });
  if (kind.length > 0 || signature.kind !== "ad-hoc") return kind;
  return difference("identifier", { found: signature.identifier, wanted: macosIdentifier(job.app) });
}

type Signed = Extract<SignatureState, { readonly kind: "ad-hoc" | "certificate" }>;

/** Whatever the user's command says in a signature, it says it in every slice; the identifier may be configured. */
function commandDifferences(
  signature: Signed,
  { job, slices }: Pick<Wanted, "job"> & Pick<Inspection, "slices">,
): readonly string[] {
  const [first = signature] = slices.map((slice) => slice.signature).filter(isSigned);
  const configured = TARGETS[job.target].os === "darwin" ? job.app.macos.identifier : undefined;
  return [
    ...difference("signature", { found: signature.kind, wanted: first.kind }),
    ...difference("signer", { found: signerOf(signature), wanted: signerOf(first) }),
    ...difference("identifier", { found: signature.identifier, wanted: configured ?? first.identifier }),
  ];
}

function isSigned(signature: SignatureState): signature is Signed {
  return signature.kind === "ad-hoc" || signature.kind === "certificate";
}

function signerOf(signature: Signed): string | undefined {
  return signature.kind === "certificate" ? signature.signer : undefined;
}

function windowsDifferences({ windows }: SliceInspection, wanted: Wanted): readonly string[] {
  const { job, config, identity } = wanted;
  if (TARGETS[job.target].os !== "windows") return [];
  const stamp = wantedWindows(job, { product: config.product, identity });
  const names = new Set([...Object.keys(stamp.strings), ...Object.keys(windows?.strings ?? {})]);
  return [
    ...difference("subsystem", { found: windows?.subsystem, wanted: stamp.subsystem }),
    ...difference("icon", { found: (windows?.icons.length ?? 0) > 0, wanted: stamp.hasIcon }),
    ...difference("file version", { found: windows?.fileVersion, wanted: stamp.fileVersion }),
    ...difference("product version", { found: windows?.productVersion, wanted: stamp.fileVersion }),
    ...[...names].flatMap((name) =>
      difference(name, { found: windows?.strings[name], wanted: stamp.strings[name] }),
    ),
  ];
}
