/** What the process that starts sidecars knows of itself; tests make their own. */

export type Host = {
  /** The running executable: the app itself when it is compiled, else Bun. */
  readonly execPath: string;
  /** How it was called, e.g. by the name of a link. */
  readonly argv0: string;
  readonly isCompiled: boolean;
  /** As `process.platform` and `process.arch` spell them. */
  readonly platform: string;
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** This process. */
export function thisHost(): Host {
  return {
    execPath: process.execPath,
    argv0: process.argv0,
    isCompiled: Bun.isStandaloneExecutable,
    platform: process.platform,
    arch: process.arch,
    env: process.env,
  };
}
