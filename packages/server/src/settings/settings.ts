/** What a user can set, wherever it was set. */

import type { LogLevel } from "@chatty/daemon/log";
import type { Host } from "@slipway/sidecar";

export const TRANSPORTS = ["stdio", "http", "sse"] as const;

export type Transport = (typeof TRANSPORTS)[number];

/** What is on the command line; as texts, and left out where it is not there. */
export type SettingFlags = {
  readonly config?: string | undefined;
  readonly transport?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly "allowed-hosts"?: string | undefined;
  readonly "log-level"?: string | undefined;
};

/** What every command needs, and all that most of them need. */
export type Places = {
  /** Absolute; it may not be there yet. */
  readonly dataFolder: string;
  /** The configuration file, absolute; it may not be there. */
  readonly configPath: string;
  /** Whether that file was named, by a flag or a variable: then it must be there. */
  readonly isConfigNamed: boolean;
  /**
   * This process as whatever it starts is to see it, the daemon above all: the environment with what the `--env-file`
   * adds to it.
   */
  readonly process: Host;
};

export type Settings = Places & {
  readonly transport: Transport;
  /** The address a server listens on; on stdio this, the port and the names are not looked at, and as by default. */
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** More names under which clients know a server, such as a proxy's, as `Host` headers spell them. */
  readonly allowedHosts: readonly string[];
  /** What clients have to show, as it was set; undefined where none was. */
  readonly token: string | undefined;
  readonly logLevel: LogLevel;
  /** Told of every run that has ended; undefined where none was set. */
  readonly webhookUrl: string | undefined;
};
