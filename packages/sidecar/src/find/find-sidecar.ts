/** Finds the executable of a sidecar, or its source in a checkout. */

import { devNull } from "node:os";
import { join, resolve } from "node:path";

import { sidecarFault } from "../faults.ts";
import { type Host, thisHost } from "../host.ts";
import { objectionTo } from "./check-file.ts";
import { isMuslProcess, ownFolders } from "./own-folders.ts";
import { type Place, placesBeside } from "./places.ts";

export type FindOptions = {
  /** The executable to use, and no other. */
  readonly path?: string | undefined;
  /** The entry that Bun runs instead, when this app itself is not compiled. */
  readonly source?: string | undefined;
  /** Left out: this process. */
  readonly host?: Host | undefined;
};

export type FoundSidecar = {
  readonly kind: "executable" | "source";
  /** Absolute. */
  readonly path: string;
  /** What starts it: the program and the first arguments. */
  readonly command: readonly [string, ...string[]];
};

/**
 * Looks, in this order, at `options.path`, at the environment variable of `pathVariable()`, and then, in a compiled app,
 * beside it and in its app bundle; in a checkout at `options.source`. A path that is named is used or refused: nothing
 * else takes its place.
 *
 * @throws Fault `sidecar-not-found`, `sidecar-not-executable` (both with every path that was tried), `sidecar-bad-name`
 */
export function findSidecar(name: string, options: FindOptions = {}): FoundSidecar {
  checkName(name);
  const host = options.host ?? thisHost();
  const tried: Tried[] = [];
  for (const place of placesOf(name, { ...options, host })) {
    const objection = objectionTo(place.path, { isProgram: place.kind === "executable" });
    if (objection === undefined) return found(place, host);
    tried.push({ ...place, isThere: objection.kind === "unusable", found: objection.text });
  }
  throw notFound(name, { tried, isCompiled: host.isCompiled });
}

/** The environment variable that names a sidecar's executable: `HELLO_DAEMON_PATH` for `hello-daemon`. */
export function pathVariable(name: string): string {
  return `${name.toUpperCase().replaceAll(/[^A-Z0-9]/gu, "_")}_PATH`;
}

const GIVEN = "the path that was given";

type KindOfPlace = Place & { readonly kind: FoundSidecar["kind"] };

type Tried = Place & { readonly isThere: boolean; readonly found: string };

function placesOf(
  name: string,
  { path, source, host }: FindOptions & { readonly host: Host },
): readonly KindOfPlace[] {
  const kind = "executable";
  if (path !== undefined) return [{ kind, path: resolve(path), why: GIVEN }];
  const variable = pathVariable(name);
  const named = host.env[variable] ?? "";
  if (named !== "") return [{ kind, path: resolve(named), why: variable }];
  if (host.isCompiled) {
    const folders = ownFolders(host);
    const beside = placesBeside(name, { host, folders, isMusl: isMuslProcess(), joinPath: join });
    return beside.map((place) => ({ ...place, kind }));
  }
  return source === undefined ? [] : [{ kind: "source", path: resolve(source), why: "the source" }];
}

function found({ kind, path }: KindOfPlace, { execPath }: Host): FoundSidecar {
  if (kind === "executable") return { kind, path, command: [path] };
  // Settings of whatever folder it is started in are not its own.
  return {
    kind,
    path,
    command: [execPath, "--no-install", "--no-env-file", `--config=${devNull}`, path],
  };
}

type Search = { readonly tried: readonly Tried[]; readonly isCompiled: boolean };

function notFound(name: string, { tried, isCompiled }: Search): Error {
  const isThere = tried.some((place) => place.isThere);
  const [only, ...others] = tried;
  const state =
    only === undefined
      ? "this app is not compiled and no source is named"
      : others.length === 0
        ? `"${only.path}" (${only.why}) is ${only.found}`
        : isThere
          ? "what is there cannot be run"
          : "it is at none of the places";
  const wanted = only === undefined ? "one of them" : "an executable file";
  return sidecarFault(isThere ? "sidecar-not-executable" : "sidecar-not-found", {
    message: `Cannot find "${name}": ${state}, ${wanted} is wanted`,
    details: tried.map((place) => `${place.path} (${place.why}): ${place.found}`),
    hint: hintFor(name, { only: others.length === 0 ? only : undefined, isCompiled }),
  });
}

type Hinted = { readonly only: Tried | undefined; readonly isCompiled: boolean };

function hintFor(name: string, { only, isCompiled }: Hinted): string {
  const variable = pathVariable(name);
  // Nothing else is looked at while it is set.
  if (only?.why === variable) return `Correct ${variable}, or unset it`;
  if (only?.why === GIVEN) return "Correct that path";
  return isCompiled
    ? `Put "${name}" beside this executable, or name it in ${variable}`
    : `Name it in ${variable}`;
}

function checkName(name: string): void {
  if (/^[A-Za-z0-9][\w.-]{0,99}$/u.test(name)) return;
  throw sidecarFault("sidecar-bad-name", {
    message: `Cannot start "${name}": this is no file name, one of letters, digits, dots and dashes is wanted`,
    hint: "Give the name of the executable without its folder; a path is another option",
  });
}
