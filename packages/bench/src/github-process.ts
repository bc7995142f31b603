/** Starts a GitHub on loopback as a process of its own, so that both sides pay the same for it. */

import { join } from "node:path";

import { objectOf, parseObject } from "@slipway/build";

import type { ProgramEnv } from "./run-program.ts";

export type GithubProcess = {
  readonly apiUrl: string;
  /** Where its pages and everybody's downloads are. */
  readonly webUrl: string;
  readonly token: string;
  /** Resolves when it has ended and removed its files. */
  readonly close: () => Promise<void>;
};

/** The repository that it has. */
export const REPOSITORY = "octo/app";

const PROGRAM = join(import.meta.dirname, "testing", "serve-github.ts");

/** Starts a server that knows these commits. */
export async function startGithub(
  { bun, env }: { readonly bun: string; readonly env: ProgramEnv },
  commits: readonly string[],
): Promise<GithubProcess> {
  const child = Bun.spawn([bun, PROGRAM, ...commits], {
    env: { ...env.variables },
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  const close = async (): Promise<void> => {
    await child.stdin.end();
    await child.exited;
  };
  const decoder = new TextDecoder();
  let said = "";
  for await (const piece of child.stdout) {
    said += decoder.decode(piece, { stream: true });
    if (!said.includes("\n")) continue;
    const place = parseObject(said);
    const [apiUrl, webUrl, token] = ["apiUrl", "webUrl", "token"].map((key) => place?.get(key));
    if (typeof apiUrl === "string" && typeof webUrl === "string" && typeof token === "string")
      return { apiUrl, webUrl, token, close };
    break;
  }
  await close();
  throw new Error("the server of the benchmark has ended");
}

/** Makes a draft of a tag; resolves to the address that takes its files. */
export async function makeDraft({ apiUrl, token }: GithubProcess, tag: string): Promise<string> {
  const response = await fetch(`${apiUrl}/repos/${REPOSITORY}/releases`, {
    method: "POST",
    headers: {
      authorization: `token ${token}`,
      accept: "application/vnd.github+json",
      "content-type": "application/json",
    },
    body: JSON.stringify({ tag_name: tag, draft: true }),
  });
  const address = objectOf(await response.json())?.get("upload_url");
  if (typeof address !== "string") throw new Error(`the server of the benchmark made no draft`);
  return address.replace(/\{.*$/u, "");
}
