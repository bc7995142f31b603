/** The environment git runs in for a tap: the user's own settings, but nothing that asks, runs hooks or changes what is written. */

import { githubToken } from "../../../publish/github/token.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** Who may push, and who commits when. */
export type TapAccess = {
  readonly url: string;
  /** Host names that the token for publishing is meant for. */
  readonly releaseHosts: readonly string[];
  readonly author: { readonly name: string; readonly email: string };
  readonly dateSeconds: number;
};

export type TapEnvironment = {
  readonly variables: Variables;
  /** Texts that no message may show. */
  readonly secrets: readonly string[];
};

/** Made for nothing but the tap; it wins, and goes wherever the tap is. */
export const TAP_TOKEN = "HOMEBREW_TAP_TOKEN";

/** The variables of git's own that a user sets on purpose; the others, such as GIT_DIR in a hook, mean another repository. */
const KEPT =
  /^GIT_(?:SSH|SSH_COMMAND|SSH_VARIANT|SSL_(?!NO_VERIFY$).*|PROXY_.*|HTTP_.*|EXEC_PATH|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+))$/u;

const SETTINGS: readonly (readonly [key: string, value: string])[] = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["credential.interactive", "false"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["init.defaultBranch", "main"],
  ["push.gpgSign", "false"],
  ["push.followTags", "false"],
  ["push.recurseSubmodules", "no"],
  ["fetch.recurseSubmodules", "false"],
  // A header with the token in it must not go where a server sends us.
  ["http.followRedirects", "false"],
];

/**
 * What git is started with. The token is in a header that git reads from its environment: it is in no argument, in no
 * address and in no file.
 */
export function tapEnvironment(variables: Variables, access: TapAccess): TapEnvironment {
  const token = tokenFor(variables, access);
  const basic = token && Buffer.from(`x-access-token:${token}`).toString("base64");
  const header = `http.${access.url}.extraHeader`;
  const settings = [
    ...SETTINGS,
    ...(basic === undefined
      ? []
      : [
          ["credential.helper", ""] as const,
          // A server that cannot show who it is gets no token.
          [`http.${access.url}.sslVerify`, "true"] as const,
          // An empty value drops the headers of the user's own settings.
          [header, ""] as const,
          [header, `Authorization: Basic ${basic}`] as const,
        ]),
  ];
  // Without the sign, git takes a small number for something else.
  const date = `@${access.dateSeconds} +0000`;
  return {
    variables: {
      ...withoutOthers(variables),
      ...configured(settings, variables),
      GIT_TERMINAL_PROMPT: "0",
      GIT_ASKPASS: "",
      SSH_ASKPASS_REQUIRE: "never",
      GCM_INTERACTIVE: "never",
      GIT_ALLOW_PROTOCOL: "file:http:https:ssh",
      GIT_AUTHOR_NAME: access.author.name,
      GIT_AUTHOR_EMAIL: access.author.email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: access.author.name,
      GIT_COMMITTER_EMAIL: access.author.email,
      GIT_COMMITTER_DATE: date,
      LC_ALL: "C",
    },
    secrets: token === undefined || basic === undefined ? [] : [token, basic],
  };
}

/** The tap's own token, else the one for publishing where the tap is on the same host. Only http servers take one. */
function tokenFor(variables: Variables, { url, releaseHosts }: TapAccess): string | undefined {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^https?:$/u.test(address.protocol)) return undefined;
  const own = variables[TAP_TOKEN]?.trim();
  if (own !== undefined && own !== "") return own;
  return releaseHosts.includes(address.host) ? githubToken(variables) : undefined;
}

/** Git starts helpers, which are other programs: no token for them, nor anything else of publishing. */
function withoutOthers(variables: Variables): Variables {
  const secret = /^(?:SLIPWAY_SECRET.*|GITHUB_TOKEN|GH_TOKEN|HOMEBREW_TAP_TOKEN)$/u;
  const kept = Object.entries(variables).filter(
    ([name]) => !secret.test(name) && (!name.startsWith("GIT_") || KEPT.test(name)),
  );
  return Object.fromEntries(kept);
}

/** Settings behind those that the environment already has (git-config, "GIT_CONFIG_COUNT"). */
function configured(settings: readonly (readonly [string, string])[], variables: Variables): Variables {
  const before = Number(variables["GIT_CONFIG_COUNT"] ?? "0");
  const first = Number.isSafeInteger(before) && before > 0 ? before : 0;
  const entries = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${first + index}`, key],
    [`GIT_CONFIG_VALUE_${first + index}`, value],
  ]);
  return { ...Object.fromEntries(entries), GIT_CONFIG_COUNT: String(first + settings.length) };
}
