/** The variables a program gets: a closed list of the daemon's own, and the run's. */

/** Names the run to its program and, after a crash, the program's group to the next daemon. */
export const RUN_MARKER = "CHATTY_RUN";

const POSIX = [
  "HOME",
  "LANG",
  "LANGUAGE",
  "LC_ALL",
  "LC_COLLATE",
  "LC_CTYPE",
  "LC_MESSAGES",
  "LC_MONETARY",
  "LC_NUMERIC",
  "LC_TIME",
  "LOGNAME",
  "PATH",
  "SHELL",
  "SSL_CERT_DIR",
  "SSL_CERT_FILE",
  "TMPDIR",
  "TZ",
  "USER",
  "XDG_CACHE_HOME",
  "XDG_CONFIG_HOME",
  "XDG_DATA_HOME",
  "XDG_RUNTIME_DIR",
  "XDG_STATE_HOME",
] as const;

/** Without these most programs of Windows cannot start. Its names have no case. */
const WINDOWS = [
  "ALLUSERSPROFILE",
  "APPDATA",
  "COMMONPROGRAMFILES",
  "COMMONPROGRAMFILES(X86)",
  "COMMONPROGRAMW6432",
  "COMPUTERNAME",
  "COMSPEC",
  "HOMEDRIVE",
  "HOMEPATH",
  "LOCALAPPDATA",
  "NUMBER_OF_PROCESSORS",
  "OS",
  "PATH",
  "PATHEXT",
  "PROCESSOR_ARCHITECTURE",
  "PROGRAMDATA",
  "PROGRAMFILES",
  "PROGRAMFILES(X86)",
  "PROGRAMW6432",
  "PUBLIC",
  "SYSTEMDRIVE",
  "SYSTEMROOT",
  "TEMP",
  "TMP",
  "USERDOMAIN",
  "USERNAME",
  "USERPROFILE",
  "WINDIR",
] as const;

export type Environment = Readonly<Record<string, string>>;

export type EnvironmentOptions = {
  readonly runId: string;
  /** The daemon's own variables. */
  readonly own: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
};

/** The variables of a run that adds `added`. Neither tokens nor proxies with passwords are passed on. */
export function runEnvironment(
  added: Environment,
  { runId, own, platform }: EnvironmentOptions,
): Environment {
  const isWindows = platform === "win32";
  const allowed: ReadonlySet<string> = new Set(isWindows ? WINDOWS : POSIX);
  const keyOf = (name: string): string => (isWindows ? name.toUpperCase() : name);
  const replaced = new Set([...Object.keys(added), RUN_MARKER].map(keyOf));
  const passed = Object.entries(own).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && allowed.has(keyOf(entry[0])) && !replaced.has(keyOf(entry[0])),
  );
  return { ...Object.fromEntries(passed), ...added, [RUN_MARKER]: runId };
}
