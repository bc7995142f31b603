/** The daemon's command line. Without arguments it serves standard input; that is decided before this is loaded. */

import { badIdleTime, idleMsOf } from "./idle-time.ts";
import { DAEMON_LIMITS } from "./limits.ts";

export type CommandLine =
  | { readonly kind: "socket"; readonly detach: boolean; readonly idleMs: number }
  | { readonly kind: "print"; readonly text: string }
  | { readonly kind: "refuse"; readonly found: string; readonly hint: string };

export type CommandLineOptions = {
  readonly version: string;
  /** Names commit and date too. */
  readonly versionText: string;
  /** CHATTY_IDLE. */
  readonly idle: string | undefined;
};

const SEE_HELP = 'Run "chatty-daemon --help"';

/** Reads arguments, of which there is one at least; strictly: what is not known is refused. */
export function readCommandLine(argv: readonly string[], options: CommandLineOptions): CommandLine {
  if (argv.some((word) => word === "--help" || word === "-h")) {
    return { kind: "print", text: helpText(options.version) };
  }
  if (argv.length === 1 && isVersion(argv[0])) {
    return { kind: "print", text: `${options.versionText}\n` };
  }
  return readSocketOptions(argv, options.idle);
}

function isVersion(word: string | undefined): boolean {
  return word === "--version" || word === "-v";
}

function readSocketOptions(argv: readonly string[], idle: string | undefined): CommandLine {
  const found = { isSocket: false, detach: false, idle: idle === "" ? undefined : idle };
  const words = argv.values();
  for (const word of words) {
    if (word === "--socket") found.isSocket = true;
    else if (word === "--detach") found.detach = true;
    else if (word === "--idle-ms") found.idle = words.next().value ?? "";
    else if (word.startsWith("--idle-ms=")) found.idle = word.slice("--idle-ms=".length);
    else if (isVersion(word))
      return refuse(`Cannot use argument "${word}": there are others, it alone wanted`);
    else return refuse(`Cannot use argument "${word}": chatty-daemon has none of that name`);
  }
  const { isSocket, detach } = found;
  if (!isSocket) return refuse(`Cannot use argument "${argv[0] ?? ""}": --socket is not there, both wanted`);
  if (found.idle === undefined) return { kind: "socket", detach, idleMs: DAEMON_LIMITS.idleMs };
  const idleMs = idleMsOf(found.idle);
  return idleMs === undefined ? refuse(badIdleTime(found.idle)) : { kind: "socket", detach, idleMs };
}

function refuse(found: string): CommandLine {
  return { kind: "refuse", found, hint: SEE_HELP };
}

function helpText(version: string): string {
  return `chatty-daemon ${version}: runs programs and requests, keeps their history and accounts

Usage: chatty-daemon [options]

Answers JSON-RPC 2.0, one message a line. Without options it reads requests
from standard input, writes answers to standard output, and ends when standard
input ends, with everything it has started.

Options:
  --socket       Listen on a socket instead, as the one shared daemon of this
                 user; not on Windows
  --detach       With --socket: start it in the background if none runs, and
                 print where it listens when it answers
  --idle-ms N    With --socket: end after so long without clients, runs, logins
                 and webhooks that are due; 0: never (default: ${DAEMON_LIMITS.idleMs})
  -h, --help     Show this help
  -v, --version  Show the version

Environment:
  CHATTY_DATA_DIR         Where history, output, accounts and daemon.log are
                          (default: chatty in the system's folder for data of
                          programs, such as ~/.local/share)
  CHATTY_LOG_LEVEL        error, warn, info (default) or debug
  CHATTY_IDLE             As --idle-ms, which goes first
  CHATTY_KEYRING          off: keep secrets in a file, not in the keyring
  CHATTY_PASSPHRASE       Opens secrets that are encrypted with a passphrase
  CHATTY_WEBHOOK_URL      Is told of every run that has ended
  CHATTY_WEBHOOK_SECRET   Signs what it is told

Methods; docs/daemon.md has what they take, and providers.json:
  get_status, shutdown, start_run, cancel_run, get_run, list_runs, follow_run,
  watch_run, list_accounts, login, verify, logout, rotate_secrets

Exit codes:
  0  Ended as asked: end of input, shutdown, idle, SIGINT, SIGTERM, SIGHUP
  1  Standard input or output cannot be used, or the end took too long
  2  An argument or a variable is wrong
  4  The machine is in the way: another shared daemon runs, a path is too long
  5  Others may enter the folder of the socket

Example:
  echo '{"method":"get_status","params":{},"id":"1"}' | chatty-daemon
`;
}
