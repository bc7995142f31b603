/** Every effect chatty has on the outside; `main.ts` makes the real ones, tests make their own. */

import type { Host } from "@slipway/sidecar";

import type { CommandContext } from "./commands/command.ts";
import type { OpenLog } from "./log/server-log.ts";
import type { WriteBytes } from "./output.ts";
import type { Places, SettingFlags, Settings } from "./settings/settings.ts";

/** What the process gives. */
export type Effects = {
  /** Results. */
  readonly stdout: WriteBytes;
  /** The log and errors. A log nobody reads is no failure, so it never rejects. */
  readonly stderr: WriteBytes;
  readonly stdin: () => ReadableStream<Uint8Array>;
  /** Whether a stream is a terminal, where somebody types and reads. */
  readonly isTerminal: (stream: "stdin" | "stdout" | "stderr") => boolean;
  /** Aborted by the first signal that asks for the end; from the call on, signals do nothing else. */
  readonly stopSignal: () => AbortSignal;
  /** What commands may use. */
  readonly context: CommandContext;
  /** The process as it is; what settings are made of. Whoever starts something takes `Settings.process`. */
  readonly process: Host;
};

/** What every command of the command line has. */
export type Env = Effects & {
  /**
   * Where this command line finds things; `flags` are those that the command itself declares.
   *
   * @throws Fault of kind `usage`, and for an `--env-file` that cannot be read
   */
  readonly places: (flags?: Pick<SettingFlags, "config">) => Promise<Places>;
  /**
   * The settings of this command line: its flags, the environment, `--env-file` and defaults; `flags` are those that the
   * command itself declares.
   *
   * @throws Fault as `places()`, and for a setting that does not hold
   */
  readonly settings: (flags?: SettingFlags) => Promise<Settings>;
  /**
   * The log of a server, on stderr (with `--quiet` errors alone) and in `server.log` of the data folder. It is opened with
   * the first line.
   */
  readonly openLog: (settings: Settings) => Promise<OpenLog>;
  /** Something for people, on stderr, unless there is `--quiet`. Whole lines. */
  readonly note: (text: string) => Promise<void>;
  /** Whether results may have colours: on a terminal, without `NO_COLOR`. */
  readonly hasColours: () => boolean;
};
