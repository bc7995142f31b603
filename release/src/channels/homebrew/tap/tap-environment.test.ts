import { describe, expect, test } from "vitest";

import { type TapAccess, tapEnvironment } from "./tap-environment.ts";

const access: TapAccess = {
  url: "https://github.com/octo/homebrew-tap.git",
  releaseHosts: ["github.com"],
  author: { name: "Bot", email: "bot@example.org" },
  dateSeconds: 1,
};

/** The settings that git reads from the environment, in their order. */
function settings(variables: Readonly<Record<string, string | undefined>>): readonly (readonly string[])[] {
  return Array.from({ length: Number(variables["GIT_CONFIG_COUNT"]) }, (_, index) => [
    variables[`GIT_CONFIG_KEY_${index}`] ?? "",
    variables[`GIT_CONFIG_VALUE_${index}`] ?? "",
  ]);
}

function headersOf(variables: Record<string, string>, changes: Partial<TapAccess> = {}): readonly string[] {
  const made = tapEnvironment(variables, { ...access, ...changes }).variables;
  return settings(made).flatMap(([key, value]) =>
    key?.endsWith(".extraHeader") === true ? [value ?? ""] : [],
  );
}

function basic(token: string): readonly string[] {
  return ["", `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`];
}

describe("tapEnvironment()", () => {
  test("prefers the tap's own token, and takes that for publishing on the same host alone", () => {
    expect(headersOf({ HOMEBREW_TAP_TOKEN: " one ", GITHUB_TOKEN: "two" })).toEqual(basic("one"));
    expect(headersOf({ HOMEBREW_TAP_TOKEN: "", GH_TOKEN: "two" })).toEqual(basic("two"));
    expect(headersOf({ GITHUB_TOKEN: "two" }, { releaseHosts: ["git.example.org"] })).toEqual([]);
    expect(headersOf({ GITHUB_TOKEN: "two" }, { url: "https://example.org/tap.git" })).toEqual([]);
    expect(headersOf({ HOMEBREW_TAP_TOKEN: "one" }, { url: "https://example.org/t.git" })).toEqual(
      basic("one"),
    );
    expect(headersOf({})).toEqual([]);
  });

  test.each(["git@github.com:octo/homebrew-tap.git", "ssh://git@github.com/a/b", "file:///tap.git"])(
    "has no token for %s",
    (url) => {
      expect(headersOf({ HOMEBREW_TAP_TOKEN: "one" }, { url })).toEqual([]);
    },
  );

  test("verifies the server's certificate where there is a token for it", () => {
    const made = tapEnvironment({ HOMEBREW_TAP_TOKEN: "one" }, access).variables;
    expect(settings(made)).toContainEqual([`http.${access.url}.sslVerify`, "true"]);
  });

  test("hands nothing secret on but in that header", () => {
    const variables = {
      HOMEBREW_TAP_TOKEN: "token-of-the-tap",
      GITHUB_TOKEN: "token-of-github",
      SLIPWAY_SECRET_KEY: "secret-key",
      SLIPWAY_SECRET_KEY_PASSWORD: "secret-password",
      HOME: "/home/me",
    };
    const made = tapEnvironment(variables, access);
    const text = JSON.stringify(made.variables);
    expect(text).not.toMatch(/token-of|secret-/u);
    expect(made.variables["HOME"]).toBe("/home/me");
    expect(made.secrets).toEqual(["token-of-the-tap", basic("token-of-the-tap")[1]?.split(" ").at(-1)]);
  });

  test("keeps what the user set for git, and puts its own settings behind it", () => {
    const made = tapEnvironment(
      {
        GIT_SSH_COMMAND: "ssh -i key",
        GIT_DIR: "/elsewhere",
        GIT_TRACE_CURL: "1",
        GIT_SSL_NO_VERIFY: "1",
        GIT_SSL_CAINFO: "/ca.pem",
        GIT_CONFIG_COUNT: "1",
        GIT_CONFIG_KEY_0: "http.proxy",
        GIT_CONFIG_VALUE_0: "http://proxy",
      },
      access,
    ).variables;
    expect(settings(made)[0]).toEqual(["http.proxy", "http://proxy"]);
    expect(settings(made)).toContainEqual(["core.hooksPath", "/dev/null"]);
    expect(made).toMatchObject({ GIT_SSH_COMMAND: "ssh -i key", GIT_TERMINAL_PROMPT: "0", GIT_ASKPASS: "" });
    for (const name of ["GIT_DIR", "GIT_TRACE_CURL", "GIT_SSL_NO_VERIFY"])
      expect(Object.keys(made)).not.toContain(name);
    expect(made["GIT_SSL_CAINFO"]).toBe("/ca.pem");
  });

  test("counts from nothing where the user's count is none", () => {
    const made = tapEnvironment({ GIT_CONFIG_COUNT: "many" }, access).variables;
    expect(settings(made)[0]).toEqual(["core.hooksPath", "/dev/null"]);
  });
});
