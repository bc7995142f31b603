/** musl's own loader, with its libraries from a prepared folder: musl executables on another Linux. */

import { existsSync } from "node:fs";
import { join } from "node:path";

import { type TargetFacts, TARGETS } from "@slipway/targets";

import { EMULATED_TIME_FACTOR } from "../limits.ts";
import { type Emulator, type Found, type Machine, machineName } from "./launcher.ts";
import { missingIn, outputOf } from "./probe.ts";
import { qemuProgram } from "./qemu.ts";

/** Names the prepared folder: one folder for each CPU. `.ci/install-emulators` makes it. */
const FOLDER_VARIABLE = "SLIPWAY_MUSL_LIBRARIES";
const DEFAULT_FOLDER = "/var/lib/slipway/musl";
/** Lets libraries that were made for glibc load under musl; its source is `musl-shim.c`. */
const SHIM = "musl-shim.so";

export const musl: Emulator = {
  runs: (target, host) => target.os === "linux" && target.libc === "musl" && host.os === "linux",
  find: findMusl,
};

async function findMusl(target: TargetFacts, machine: Machine): Promise<Found> {
  const all = machine.variables[FOLDER_VARIABLE] ?? DEFAULT_FOLDER;
  const folder = join(all, target.cpu);
  const loader = `ld-musl-${machineName(target)}.so.1`;
  const lacking = missingIn(folder, [loader, "libstdc++.so.6", "libgcc_s.so.1", SHIM]);
  if (lacking.length > 0)
    return {
      kind: "missing",
      reason: `no emulator: "${folder}" has no ${lacking.join(", ")} (${FOLDER_VARIABLE} names another folder)`,
      // It may well have been prepared for other CPUs only.
      ...(existsSync(all) && !existsSync(folder) ? {} : { variable: FOLDER_VARIABLE }),
    };
  const under = await programUnder(target, machine);
  if (under.kind === "missing") return under;
  const command = [...under.command, join(folder, loader)];
  const version = /Version (\d[\w.]*)/u.exec(await outputOf(command, machine))?.[1];
  if (version === undefined)
    return {
      kind: "missing",
      reason: `no emulator: "${join(folder, loader)}" is not musl's loader`,
      variable: FOLDER_VARIABLE,
    };
  return {
    kind: "found",
    launcher: {
      by: [`musl ${version}`, ...under.by].join(", "),
      timeFactor: EMULATED_TIME_FACTOR,
      talksBy: "pipe",
      start: ({ executable }, { args }) => ({
        command: [...command, "--library-path", folder, "--preload", SHIM, "--", executable, ...args],
        env: {},
      }),
    },
  };
}

type Under =
  | { readonly kind: "found"; readonly command: readonly string[]; readonly by: readonly string[] }
  | { readonly kind: "missing"; readonly reason: string };

/** Nothing for this machine's CPU, qemu-user for another one. */
async function programUnder(target: TargetFacts, machine: Machine): Promise<Under> {
  if (target.cpu === TARGETS[machine.host].cpu) return { kind: "found", command: [], by: [] };
  const program = await qemuProgram(target, machine);
  return program.kind === "found"
    ? { kind: "found", command: [program.path], by: [program.by] }
    : { kind: "missing", reason: `no emulator: ${program.name} is not installed` };
}
