/** Bare repositories, and a git server for them on loopback that can misbehave. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { runProgram, tempFolder } from "@slipway/testkit";
import { expect, onTestFinished } from "vitest";

export type Repository = {
  /** Absolute path of the bare repository. */
  readonly folder: string;
  /** `file://` address. */
  readonly url: string;
  /** What git prints when run in it. */
  readonly git: (...args: readonly string[]) => string;
  /** Commits a file on a branch, as somebody else. */
  readonly commit: (path: string, text: string, branch?: string) => void;
};

/** An empty repository whose HEAD names `main`. */
export function emptyRepository(): Repository {
  const folder = join(tempFolder(), "homebrew-tap.git");
  mkdirSync(folder);
  function git(...args: readonly string[]): string {
    const who = ["-c", "user.name=Somebody", "-c", "user.email=else@example.org"];
    const { exitCode, stdout, stderr } = runProgram(["git", ...who, ...args], { cwd: folder });
    expect(exitCode, stderr).toBe(0);
    return stdout.trimEnd();
  }
  git("init", "--quiet", "--bare", "--initial-branch=main", ".");
  function commit(path: string, text: string, branch = "main"): void {
    const file = join(tempFolder(), "file");
    writeFileSync(file, text);
    const ref = `refs/heads/${branch}`;
    const isThere = git("for-each-ref", ref) !== "";
    git("read-tree", isThere ? ref : "--empty");
    git("update-index", "--add", "--cacheinfo", `100644,${git("hash-object", "-w", file)},${path}`);
    const parent = isThere ? ["-p", ref] : [];
    git("update-ref", ref, git("commit-tree", git("write-tree"), ...parent, "-m", `somebody's ${path}`));
  }
  return { folder, url: `file://${folder}`, git, commit };
}

export type TapServer = {
  /** Address of the repository. */
  readonly url: string;
  readonly host: string;
  /** Every request, as `GET info/refs?service=git-upload-pack`, and what it was authorized with. */
  readonly requests: readonly { readonly what: string; readonly authorization: string | null }[];
};

/** What a server does before git answers; undefined lets git answer. */
export type Mischief = (
  what: string,
  request: Request,
) => Response | undefined | Promise<Response | undefined>;

/** Serves a repository; everybody may push whom `mischief` lets through. */
export function tapServer(
  { folder }: Pick<Repository, "folder">,
  mischief: Mischief = () => undefined,
): TapServer {
  const requests: { what: string; authorization: string | null }[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      const what = `${request.method} ${pathname.split("/").slice(2).join("/")}${search}`;
      requests.push({ what, authorization: request.headers.get("authorization") });
      return (await mischief(what, request)) ?? backend(folder, request);
    },
  });
  onTestFinished(async () => {
    await server.stop(true);
  });
  const host = `127.0.0.1:${server.port}`;
  return { url: `http://${host}/homebrew-tap.git`, host, requests };
}

/** git's own server (git-http-backend) for one request. */
async function backend(folder: string, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const child = Bun.spawn(["git", "http-backend"], {
    env: {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: join(folder, ".."),
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      REMOTE_USER: "somebody",
      CONTENT_TYPE: request.headers.get("content-type") ?? "",
      HTTP_CONTENT_ENCODING: request.headers.get("content-encoding") ?? "",
      GIT_PROTOCOL: request.headers.get("git-protocol") ?? "",
    },
    stdin: new Blob([await request.arrayBuffer()]),
    stdout: "pipe",
    stderr: "ignore",
  });
  const answer = Buffer.from(await new Response(child.stdout).arrayBuffer());
  const end = answer.indexOf("\r\n\r\n");
  const headers = new Headers();
  for (const line of answer.subarray(0, end).toString("latin1").split("\r\n")) {
    const colon = line.indexOf(":");
    headers.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const status = Number.parseInt(headers.get("status") ?? "200", 10);
  headers.delete("status");
  return new Response(answer.subarray(end + 4), { status, headers });
}
