/** What starts an executable in a smoke run: this machine itself, or an emulator. */

import type { RuntimeTargetId, TargetFacts } from "@slipway/targets";

export type Places = {
  /** Absolute path of the executable. */
  readonly executable: string;
  /** Absolute path of the folder that is the run's working directory and home. */
  readonly home: string;
  /** Absolute path of a folder for the emulator's own files; all runs of one executable share it. */
  readonly aside: string;
};

export type Start = {
  readonly command: readonly string[];
  /** Added to the environment of the run. */
  readonly env: Readonly<Record<string, string>>;
};

export type Launcher = {
  /** What runs it, with its version, e.g. "qemu-aarch64 7.2.19"; undefined for the machine itself. */
  readonly by: string | undefined;
  /** The run's time limit is multiplied by this. */
  readonly timeFactor: number;
  /** Where standard input comes from while the run goes on: Wine cannot wait for more from a pipe. */
  readonly talksBy: "pipe" | "socket";
  /**
   * Whether what a run wrote to standard error says that the emulator itself broke down, which is not the executable's
   * fault; left out: it never says so.
   */
  readonly hasBrokenDown?: (stderr: string) => boolean;
  /** What to start; with `port`, standard input is what a loopback socket at that port sends. */
  readonly start: (
    places: Places,
    run: { readonly args: readonly string[]; readonly port?: number },
  ) => Start;
};

/** Where emulators are looked for. */
export type Machine = {
  readonly host: RuntimeTargetId;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
};

export type Found =
  | { readonly kind: "found"; readonly launcher: Launcher }
  | {
      readonly kind: "missing";
      readonly reason: string;
      /** The variable that may name another place for what is not right at the one that was looked at. */
      readonly variable?: string;
    };

export type Emulator = {
  /** True for targets whose executables it can run on such a machine. */
  readonly runs: (target: TargetFacts, host: TargetFacts) => boolean;
  /** Looks for it; quick, and without any effect. */
  readonly find: (target: TargetFacts, machine: Machine) => Promise<Found>;
};

/** Starts executables as they are. */
export const NATIVE: Launcher = {
  by: undefined,
  timeFactor: 1,
  talksBy: "pipe",
  start: ({ executable }, { args }) => ({ command: [executable, ...args], env: {} }),
};

/** How a CPU is called in the names of loaders, libraries' folders and emulators: as in Rust's triples. */
export function machineName(target: TargetFacts): string {
  return target.rust.split("-", 1).join("");
}
