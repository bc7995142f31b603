/** The gate: a script of the shell that waits for one line on its standard input and then becomes the program. */

import type { Environment } from "./environment.ts";

export type Gate = {
  /** Its words are the program's path and words. */
  readonly script: string;
  readonly env: Environment;
};

export type GateOptions = {
  /** The program's own. */
  readonly env: Environment;
  readonly hasInput: boolean;
};

/** `read` takes no byte more than its line: the rest of the input is the program's. */
export function gateOf({ env, hasInput }: GateOptions): Gate {
  const locale = Object.keys(env).filter((name) => /^(?:LANG|LANGUAGE|LC_[A-Z]+)$/u.test(name));
  // Shells set these by themselves.
  const own = ["PWD", "OLDPWD", "SHLVL"].filter((name) => env[name] === undefined);
  const steps = [
    "IFS= read -r CHATTY_GO || exit 1",
    `unset ${["CHATTY_GO", ...own].join(" ")}`,
    // An input that is a socket makes bash, as Debian builds it, read ~/.bashrc: not below another shell.
    ...(hasInput && own.includes("SHLVL") ? ["SHLVL=2", "export SHLVL"] : []),
    ...(locale.length > 0 ? [`{ ${locale.map(restored).join(" ")} } 2>/dev/null`] : []),
    hasInput ? 'exec "$@"' : 'exec "$@" </dev/null',
  ];
  return { script: steps.join("; "), env: hidden(env, locale) };
}

const HIDDEN = "CHATTY_GO_";

/** A shell that is bash complains on the program's standard error of a locale that the machine does not have. */
function hidden(env: Environment, names: readonly string[]): Environment {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [names.includes(name) ? `${HIDDEN}${name}` : name, value]),
  );
}

function restored(name: string): string {
  return `${name}=$${HIDDEN}${name}; export ${name}; unset ${HIDDEN}${name};`;
}
