/** The token that publishing may use: never shown, never written anywhere. */

const NAMES = ["GITHUB_TOKEN", "GH_TOKEN"] as const;

/** The token of the environment, as GitHub's own tools look for it; undefined where there is none. */
export function githubToken(variables: Readonly<Record<string, string | undefined>>): string | undefined {
  return NAMES.map((name) => variables[name]?.trim()).find((token) => token !== undefined && token !== "");
}

/** A text in which the token, should a server have repeated it, cannot be read. */
export function withoutToken(text: string, token: string | undefined): string {
  return token === undefined ? text : text.replaceAll(token, "***");
}
