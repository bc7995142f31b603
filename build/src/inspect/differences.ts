/** Compares what an executable is with what the plan says it must be. */

import { posix } from "node:path";

import type { AppConfig, Config } from "@slipway/config";
import {
  differencesFrom,
  type PayloadContents,
  type SignatureState,
  type SliceInspection,
  type Inspection,
} from "@slipway/executable";
import { type Os, TARGETS } from "@slipway/targets";

import type { Identity } from "../identity.ts";
import type { BuildJob } from "../plan.ts";
import type { Runtime } from "../runtimes/bring.ts";
import { macosIdentifier } from "../stamp/macos-identifier.ts";
import { wantedWindows } from "../stamp/wanted-windows.ts";

/** What of a job decides what its executable must be. */
export type CheckedJob = Pick<BuildJob, "app" | "target" | "executable">;

export type Wanted = {
  readonly job: CheckedJob;
  readonly config: Config;
  readonly identity: Pick<Identity, "version">;
  readonly parts: readonly { readonly runtime: Pick<Runtime, "target" | "version"> }[];
};

/** Every difference, one text each, those of a universal executable's slices by CPU; none when it is as planned. */
export function differencesOf(inspection: Inspection, wanted: Wanted): readonly string[] {
  const different = differencesFrom(wanted.job.target, inspection);
  // A file for something else differs in everything; that it is one says enough.
  if (different.length > 0) return different;
  return inspection.slices.flatMap((slice) => {
    const texts = [
      ...runtimeDifferences(slice, wanted),
      ...contentDifferences(slice, wanted.job.app),
      ...signatureDifferences(slice.signature, wanted),
      ...windowsDifferences(slice, wanted),
    ];
    return inspection.slices.length === 1 ? texts : texts.map((text) => `${slice.cpu}: ${text}`);
  });
}

function runtimeDifferences(slice: SliceInspection, { parts }: Wanted): readonly string[] {
  const part = parts.find(({ runtime }) => TARGETS[runtime.target].cpu === slice.cpu);
  return difference("Bun version", { found: slice.bunVersion, wanted: part?.runtime.version });
}

function contentDifferences(slice: SliceInspection, app: AppConfig): readonly string[] {
  const { contents, contentsUnknown } = slice;
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
    ...missingAssets(contents, app),
  ];
}

/** All code that Bun runs has it, or none; what a browser runs never has. */
function bytecodeDifferences({ modules }: PayloadContents, wanted: boolean): readonly string[] {
  const code = modules.filter(({ kind, side }) => kind === "js" && side === "server");
  const other = code.filter(({ bytecodeBytes }) => bytecodeBytes > 0 !== wanted);
  if (other.length === 0) return [];
  return [`bytecode: ${wanted ? "missing" : "found"} in ${other.map(({ name }) => name).join(", ")}`];
}

/** An asset lies in the payload's root under its own name, a folder with everything in it. */
function missingAssets({ modules }: PayloadContents, { assets }: AppConfig): readonly string[] {
  const names = modules.map(({ name }) => name);
  return assets
    .filter((asset) => {
      const own = posix.basename(asset);
      return !names.some((name) => name === own || name.startsWith(`${own}/`));
    })
    .map((asset) => `asset "${asset}": not in the payload`);
}

/** What a signature must be when the user's own command has not made it; on other systems there is none. */
const OWN_SIGNATURES: Readonly<Partial<Record<Os, SignatureState["kind"]>>> = { darwin: "ad-hoc" };

function signatureDifferences(signature: SignatureState, { job, config }: Wanted): readonly string[] {
  if (signature.kind === "invalid") return signature.problems.map((problem) => `signature: ${problem}`);
  const { os } = TARGETS[job.target];
  if ((os === "darwin" || os === "windows") && config.signCommands[os] !== undefined) {
    return signature.kind === "none" ? ["signature: none found, though a command was to make one"] : [];
  }
  const kind = difference("signature", { found: signature.kind, wanted: OWN_SIGNATURES[os] ?? "none" });
  if (kind.length > 0 || signature.kind !== "ad-hoc") return kind;
  return difference("identifier", { found: signature.identifier, wanted: macosIdentifier(job.app) });
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

type Value = string | boolean | undefined;

function difference(
  what: string,
  values: { readonly found: Value; readonly wanted: Value },
): readonly string[] {
  const { found, wanted } = values;
  return found === wanted ? [] : [`${what}: found ${shown(found)}, wanted ${shown(wanted)}`];
}

function shown(value: Value): string {
  if (typeof value === "boolean") return value ? "some" : "none";
  return value === undefined ? "none" : JSON.stringify(value);
}
