/** qemu-user: executables of another CPU on Linux, with that CPU's C library beside this machine's. */

import type { TargetFacts } from "@slipway/targets";

import { EMULATED_TIME_FACTOR } from "../limits.ts";
import { type Emulator, type Found, type Machine, machineName } from "./launcher.ts";
import { missingIn, outputOf, programNamed } from "./probe.ts";

/** Names the folder with the other CPU's C library; qemu's own variable. */
const LIBRARIES_VARIABLE = "QEMU_LD_PREFIX";

/** What qemu-user is called in `$PATH`, and where it is. */
export type QemuProgram =
  | { readonly kind: "found"; readonly path: string; readonly by: string }
  | { readonly kind: "missing"; readonly name: string };

export const qemu: Emulator = {
  runs: (target, host) =>
    target.os === "linux" && target.libc === "glibc" && host.os === "linux" && target.cpu !== host.cpu,
  find: findQemu,
};

/** qemu-user for a target's CPU. Debian's static build needs nothing from the folders it looks into. */
export async function qemuProgram(target: TargetFacts, machine: Machine): Promise<QemuProgram> {
  const name = `qemu-${machineName(target)}`;
  const path = programNamed([`${name}-static`, name], machine);
  if (path === undefined) return { kind: "missing", name: `${name}-static` };
  const version = /version (\d[\w.]*)/u.exec(await outputOf([path, "--version"], machine))?.[1];
  return { kind: "found", path, by: version === undefined ? name : `${name} ${version}` };
}

async function findQemu(target: TargetFacts, machine: Machine): Promise<Found> {
  const libraries = machine.variables[LIBRARIES_VARIABLE] ?? `/usr/${machineName(target)}-linux-gnu`;
  const program = await qemuProgram(target, machine);
  const files = missingIn(libraries, ["lib/libc.so.6"]).map((file) => `${libraries}/${file}`);
  const lacking = [...(program.kind === "missing" ? [program.name] : []), ...files];
  if (program.kind === "missing" || lacking.length > 0)
    return {
      kind: "missing",
      reason: `no emulator: ${lacking.join(" and ")} ${lacking.length === 1 ? "is" : "are"} not installed`,
      ...(files.length === 0 ? {} : { variable: LIBRARIES_VARIABLE }),
    };
  return {
    kind: "found",
    launcher: {
      by: program.by,
      timeFactor: EMULATED_TIME_FACTOR,
      talksBy: "pipe",
      start: ({ executable }, { args }) => ({
        command: [program.path, executable, ...args],
        env: { [LIBRARIES_VARIABLE]: libraries },
      }),
    },
  };
}
