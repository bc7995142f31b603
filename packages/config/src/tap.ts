/** The git repository of a Homebrew tap, as a configuration names it. */

export type Tap = {
  /** What git takes for it. */
  readonly url: string;
  /** As people know it: `octo/homebrew-tap`, or the address. */
  readonly label: string;
  /** What `brew install NAME/formula` takes without knowing the address: `octo/tap`; only of a tap on GitHub. */
  readonly name: string | undefined;
};

export const TAP_WANTED =
  "owner/homebrew-tap on GitHub, or the address of a git repository (https, ssh, file) without a password in it";

/** Homebrew finds a repository by its short name only with this prefix (docs.brew.sh, "Taps"). */
const ON_GITHUB = /^([A-Za-z0-9][A-Za-z0-9-]{0,38})\/homebrew-([A-Za-z0-9._-]{1,90})$/;
const GITHUB_ADDRESS = /^https:\/\/github\.com\/(.+?)(?:\.git)?\/?$/;
/** `git@host:path`; neither part may look like an option. */
const SSH_SHORT = /^[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][\w.-]*:[\w~/.][\w~/.+@-]*$/;
const LOOPBACK = "127.0.0.1";

/** True for what `tapOf` can read. */
export function isTap(text: string): boolean {
  return ON_GITHUB.test(text) || SSH_SHORT.test(text) || isAddress(text);
}

/** The tap that a text for which `isTap` holds stands for. */
export function tapOf(text: string): Tap {
  const own = GITHUB_ADDRESS.exec(text)?.[1] ?? text;
  const [, owner, name] = ON_GITHUB.exec(own) ?? [];
  if (owner === undefined || name === undefined) return { url: text, label: text, name: undefined };
  return { url: `https://github.com/${own}.git`, label: own, name: `${owner}/${name}` };
}

/** A part of what git allows (git-check-ref-format), and nothing that could be an option. */
export function isBranch(text: string): boolean {
  return /^[A-Za-z0-9][\w./-]*$/u.test(text) && !/\.\.|\/\/|\/\.|[./]$|\.lock(?:\/|$)/u.test(text);
}

function isAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.search !== "" || url.hash !== "" || /[\s\p{Cc}]/u.test(text)) return false;
  const isAnonymous = url.username === "" && url.password === "";
  switch (url.protocol) {
    case "https:":
      return isAnonymous && url.pathname.length > 1;
    case "http:":
      return isAnonymous && url.hostname === LOOPBACK;
    case "ssh:":
      return url.password === "" && /^[A-Za-z0-9[]/u.test(url.hostname);
    case "file:":
      return url.hostname === "" && url.pathname.length > 1;
    default:
      return false;
  }
}
