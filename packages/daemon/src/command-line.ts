/** The daemon's command line: it takes no arguments but these two. */

export type CommandLine =
  | { readonly kind: "serve" }
  | { readonly kind: "print"; readonly text: string }
  | { readonly kind: "refuse"; readonly text: string };

/** What the daemon says about itself; the text names commit and date too. */
export type Versions = { readonly version: string; readonly versionText: string };

export function readCommandLine(argv: readonly string[], { version, versionText }: Versions): CommandLine {
  const [first] = argv;
  if (first === undefined) return { kind: "serve" };
  if (argv.some((word) => word === "--help" || word === "-h"))
    return { kind: "print", text: helpText(version) };
  if (argv.length === 1 && (first === "--version" || first === "-v")) {
    return { kind: "print", text: `${versionText}\n` };
  }
  const unknown = argv.find((word) => word !== "--version" && word !== "-v") ?? first;
  return {
    kind: "refuse",
    text: `error: Cannot use argument "${unknown}": chatty-daemon takes none\n  → Run "chatty-daemon --help"\n`,
  };
}

function helpText(version: string): string {
  return `chatty-daemon ${version}: answers JSON-RPC 2.0, one message a line

Usage: chatty-daemon [options]

Reads requests from standard input, writes answers to standard output,
and ends when standard input ends.

Options:
  -h, --help     Show this help
  -v, --version  Show the version

Example:
  echo '{"method":"get_status","params":{},"id":"1"}' | chatty-daemon
`;
}
