/** Asks real shells what they would complete a line to. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { runProgram, tempFolder } from "@slipway/testkit";

const MAIN = resolve(import.meta.dirname, "..", "..", "main.ts");

export type Completer = (completions: string, line: string) => readonly string[];

/**
 * The function's answers, called as readline calls it; each is what the last word of readline's becomes. `files` are in
 * the user's home folder, which is the working directory.
 */
export function inBash(
  completions: string,
  line: string,
  files: Readonly<Record<string, string>> = {},
): readonly string[] {
  const folder = folderWith({ "chatty.bash": completions, ...files });
  const script = `source ./chatty.bash
COMP_LINE=$1 COMP_POINT=\${#1} COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
$(complete -p chatty | sed 's/.*-F \\([^ ]*\\).*/\\1/')
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return linesOf(["bash", "--norc", "-c", script, "bash", line], folder);
}

/** A shell on a terminal of its own, in which the tabulator key is pressed; what would be added is written down. */
export function inZsh(completions: string, line: string): readonly string[] {
  const folder = folderWith({ "functions/_chatty": completions, ".zshrc": ZSHRC, added: "" });
  const script = `zmodload zsh/zpty
zpty -b inner 'HOME=${folder} ZDOTDIR=${folder} TERM=dumb zsh -i'
zpty -r inner said '*READY*'
zpty -w -n inner "$1"$'\\t'$'\\C-x'
zpty -r inner said '*PRESSED*'
zpty -d inner`;
  linesOf(["zsh", "-f", "-c", script, "zsh", line], folder);
  return [...new Set(readFileSync(join(folder, "added"), "utf8").split("\n").filter(Boolean))];
}

const ZSHRC = `fpath=($ZDOTDIR/functions $fpath)
path=($ZDOTDIR/bin $path)
PS1=
autoload -U compinit
compinit -u -D
compadd() {
  # Calls that only ask what would be added add nothing.
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then
    builtin compadd "$@"
    return
  fi
  local -a found
  builtin compadd -O found "$@"
  print -rl -- $found >>$ZDOTDIR/added
  builtin compadd "$@"
}
pressed() { print PRESSED; }
zle -N pressed
bindkey '^I' complete-word
bindkey '^X' pressed
zle-line-init() { print READY; }
zle -N zle-line-init
`;

/** Fish answers in words with a tabulator and what they mean. */
export function inFish(completions: string, line: string): readonly string[] {
  const folder = folderWith({ "chatty.fish": completions });
  const script = "source ./chatty.fish; complete -C $argv[1]";
  const lines = linesOf(["fish", "--no-config", "-c", script, line], folder);
  return lines.map((one) => one.split("\t", 1).join(""));
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin", "chatty"), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`, {
    mode: 0o755,
  });
  return folder;
}

function linesOf(command: readonly string[], folder: string): readonly string[] {
  const PATH = `${join(folder, "bin")}:${process.env["PATH"]}`;
  const env = {
    HOME: folder,
    XDG_CONFIG_HOME: undefined,
    CHATTY_CONFIG: undefined,
    PATH,
    SOMEWHERE: join(folder, "bin"),
  };
  const ran = runProgram(command, { cwd: folder, env });
  if (ran.exitCode !== 0 || ran.stderr !== "") throw new Error(`${ran.exitCode}: ${ran.stderr}`);
  return ran.stdout.split("\n").filter(Boolean);
}
