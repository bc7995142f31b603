/** Where a sidecar's executable may lie: a list, in the order of preference, made without looking. */

import { TARGET_IDS, TARGETS } from "@slipway/targets";

import type { Host } from "../host.ts";

export type Place = {
  readonly path: string;
  /** Why it is looked for there, e.g. `beside this executable`. */
  readonly why: string;
};

export type PlacesOptions = {
  readonly host: Pick<Host, "platform" | "arch">;
  /** The folders this executable lies in: as it was called, and where its links lead. */
  readonly folders: readonly string[];
  /** Whether this process runs with musl; decides between two executables for Linux. */
  readonly isMusl: boolean;
  readonly joinPath: (...parts: readonly string[]) => string;
};

/** The places beside an executable, and those of the app bundle it is in. */
export function placesBeside(name: string, options: PlacesOptions): readonly Place[] {
  const { folders, joinPath } = options;
  const names = fileNames(name, options);
  const searched = folders.flatMap((folder) => [
    { folder, why: "beside this executable" },
    ...bundleFolders(folder, joinPath).map((other) => ({ folder: other, why: "in this app bundle" })),
  ]);
  const paths = new Set<string>();
  return searched
    .flatMap(({ folder, why }) => names.map((file) => ({ path: joinPath(folder, file), why })))
    .filter(({ path }) => !paths.has(path) && paths.add(path));
}

/** The plain name, then those with the Rust triples that may be meant here, as Tauri wants a sidecar named. */
export function fileNames(
  name: string,
  { host, isMusl }: Pick<PlacesOptions, "host" | "isMusl">,
): readonly string[] {
  const fitting = TARGET_IDS.map((id) => TARGETS[id]).filter(
    ({ node, cpu, os }) =>
      (node?.platform === host.platform && node.arch === host.arch) ||
      (cpu === "universal" && os === host.platform),
  );
  const preferred = fitting.toSorted((a, b) => rank(a.libc, isMusl) - rank(b.libc, isMusl));
  const suffix = host.platform === "win32" ? ".exe" : "";
  return [name, ...preferred.map(({ rust }) => `${name}-${rust}`)].map((file) => file + suffix);
}

function rank(libc: string | undefined, isMusl: boolean): number {
  return (libc === "musl") === isMusl ? 0 : 1;
}

/** An app bundle has executables in `Contents/MacOS`; files that come with it are often put into `Contents/Resources`. */
function bundleFolders(folder: string, joinPath: PlacesOptions["joinPath"]): readonly string[] {
  const match = /[/\\]Contents[/\\](MacOS|Resources)$/u.exec(folder);
  if (match === null) return [];
  return [joinPath(folder, "..", match[1] === "MacOS" ? "Resources" : "MacOS")];
}
