/** The environment a sidecar gets: what any program needs, what its caller adds, and nothing that changes its code. */

import type { Host } from "../host.ts";

/** Exact names, or beginnings with a `*` behind them. Windows does not tell upper from lower case. */
const PASSED: readonly (readonly string[])[] = [
  // Who and where the user is, on Unix and on Windows
  ["HOME", "USER", "LOGNAME", "SHELL", "PATH", "PWD", "TMPDIR", "TMP", "TEMP", "XDG_*"],
  ["USERPROFILE", "USERNAME", "USERDOMAIN", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA"],
  ["ProgramData", "ProgramFiles", "ProgramFiles(x86)", "ProgramW6432", "CommonProgramFiles"],
  ["SystemRoot", "SystemDrive", "windir", "ComSpec", "PATHEXT", "OS"],
  // Language and time
  ["LANG", "LANGUAGE", "LC_*", "TZ"],
  // To reach the desktop: a browser, a keyring, an agent
  ["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "SSH_AUTH_SOCK"],
  // To reach the network as the user does
  ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"],
  ["http_proxy", "https_proxy", "no_proxy", "all_proxy"],
  ["SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS"],
];

export type EnvironmentOptions = {
  /** Further names to take from this process; `HELLO_*` takes all that begin so. */
  readonly inheritEnv?: readonly string[] | undefined;
  /** Variables with their values; win over those of this process. */
  readonly env?: Readonly<Record<string, string>> | undefined;
};

/** Passes on what is on the list: never `NODE_OPTIONS`, `BUN_OPTIONS`, `LD_PRELOAD`, `DYLD_*` unless they are asked for. */
export function cleanEnvironment(
  host: Pick<Host, "env" | "platform">,
  { inheritEnv = [], env = {} }: EnvironmentOptions,
): Readonly<Record<string, string>> {
  const fold = (name: string): string => (host.platform === "win32" ? name.toUpperCase() : name);
  const rules = [...PASSED.flat(), ...inheritEnv].map(fold);
  const exact = new Set(rules.filter((rule) => !rule.endsWith("*")));
  const beginnings = rules.filter((rule) => rule.endsWith("*")).map((rule) => rule.slice(0, -1));
  const isPassed = (name: string): boolean =>
    exact.has(fold(name)) || beginnings.some((beginning) => fold(name).startsWith(beginning));
  const passed = Object.entries(host.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && isPassed(entry[0]),
  );
  return { ...Object.fromEntries(passed), ...env };
}
