/** Finds what can run a target's executables on this machine. */

import { type Os, runtimeTargetsOf, TARGETS, type TargetId } from "@slipway/targets";

import { type Emulator, type Found, type Machine, NATIVE } from "./launcher.ts";
import { musl } from "./musl.ts";
import { qemu } from "./qemu.ts";
import { wine } from "./wine.ts";

const EMULATORS: readonly Emulator[] = [qemu, musl, wine];

const SYSTEMS: Readonly<Record<Os, string>> = {
  linux: "Linux",
  darwin: "macOS",
  windows: "Windows",
  freebsd: "FreeBSD",
  android: "Android",
};

/** This machine itself, the emulator that is installed, or why there is none. */
export async function launcherFor(target: TargetId, machine: Machine): Promise<Found> {
  if (runtimeTargetsOf(target).includes(machine.host)) return { kind: "found", launcher: NATIVE };
  const facts = TARGETS[target];
  const emulator = EMULATORS.find(({ runs }) => runs(facts, TARGETS[machine.host]));
  if (emulator !== undefined) return emulator.find(facts, machine);
  const system = SYSTEMS[facts.os];
  if (facts.os === "darwin")
    return { kind: "missing", reason: `${system} executables run on ${system} only` };
  return {
    kind: "missing",
    reason: `no emulator runs ${system} ${facts.cpu} executables on ${SYSTEMS[TARGETS[machine.host].os]}`,
  };
}
