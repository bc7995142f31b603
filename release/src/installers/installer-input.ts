/** What an installer is made from: plain data of one release. */

import type { PublicKey } from "@slipway/manifest";
import type { TargetId } from "@slipway/targets";

import type { PrintedFile } from "../completions/printed-files.ts";

/** The archive of one target and what of it is installed. */
export type InstallerTarget = {
  readonly target: TargetId;
  readonly archive: {
    readonly file: string;
    readonly signature: string;
    readonly sizeBytes: number;
    readonly sha256: string;
    /** The one folder in it. */
    readonly root: string;
  };
  /** In the order of the configuration's apps: the first is the one people start. */
  readonly executables: readonly { readonly name: string; readonly sha256: string }[];
};

/** Completions for a shell, or a man page: which app prints it, by which arguments. */
export type InstallerText = Pick<PrintedFile, "app" | "kind" | "args">;

export type InstallerInput = {
  readonly product: string;
  readonly version: string;
  /** Address of a release's file, with {version} and {file}. */
  readonly downloads: string;
  /** The key that the archives and the checksums are signed with. */
  readonly publicKey: PublicKey;
  readonly checksums: { readonly file: string; readonly signature: string };
  readonly targets: readonly InstallerTarget[];
  /** Arguments of a run that must end with 0 before anything is put in place; none for no run. */
  readonly selfCheck: readonly string[];
  /** What the executables print for shells and for man. */
  readonly texts: readonly InstallerText[];
};
