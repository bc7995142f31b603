/** Uploading files to a GitHub on loopback, with the toolkit and with curl; each run has a server that has none of them. */

import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { type GithubProcess, makeDraft, REPOSITORY, startGithub } from "./github-process.ts";
import { commandLine, quote } from "./quote.ts";
import type { Program } from "./run-program.ts";
import type { Side } from "./side.ts";
import { UPLOAD_COMMIT, type UploadFiles, writeUploadFiles } from "./upload-files.ts";
import type { Workshop } from "./workshop.ts";

type Sizes = { readonly count: number; readonly sizeBytes: number };

/** As many as the toolkit sends at once. */
const AT_ONCE = "4";

/** The toolkit: looks, makes the draft, uploads, compares, publishes. */
export async function uploadSide(workshop: Workshop, sizes: Sizes): Promise<Side> {
  const program = join(import.meta.dirname, "programs", "upload.ts");
  return serverSide(workshop, sizes, ({ dist }, { apiUrl, token }) => ({
    command: [workshop.bun, program, dist, apiUrl, token],
    cwd: workshop.folder,
  }));
}

/** A script with curl: makes the draft, sends the same files, publishes; it compares nothing. */
export async function curlSide(workshop: Workshop, sizes: Sizes): Promise<Side> {
  return serverSide(workshop, sizes, ({ dist, files }, server) => {
    const script = join(dist, "curl.sh");
    writeFileSync(script, curlScript(files, server));
    return { command: ["sh", script], cwd: workshop.folder };
  });
}

/** The text of the script. */
export function curlScript(
  files: readonly string[],
  { apiUrl, token }: Pick<GithubProcess, "apiUrl" | "token">,
): string {
  const releases = `${apiUrl}/repos/${REPOSITORY}/releases`;
  const headers = [`authorization: token ${token}`, "accept: application/vnd.github+json"];
  const curl = [
    "curl",
    "--fail",
    "--silent",
    "--show-error",
    ...headers.flatMap((line) => ["--header", line]),
  ];
  const json = ["--header", "content-type: application/json"];
  // Without "Expect" it does not wait for the server before each file, which the toolkit does not do either.
  const bytes = ["--header", "content-type: application/octet-stream", "--header", "expect:"];
  const parallel = [
    "--parallel",
    "--parallel-max",
    AT_ONCE,
    "--fail-early",
    "--no-progress-meter",
    "--request",
    "POST",
  ];
  const uploads = files.map(
    (file) => `--upload-file ${quote(file)} --output /dev/null "$address?name=${basename(file)}"`,
  );
  return [
    "set -eu",
    `draft=$(${commandLine([...curl, ...json, "--data", '{"tag_name":"v1.0.0","draft":true}', releases])})`,
    `address=$(printf %s "$draft" | grep -o '"upload_url": *"[^"{]*' | sed 's/.*"//')`,
    `${commandLine([...curl, ...parallel, ...bytes])} ${uploads.join(" ")}`,
    'release="${address%/assets}"',
    `${commandLine([...curl, ...json, "--request", "PATCH", "--data", '{"draft":false}', "--output", "/dev/null"])} ${quote(releases)}/"\${release##*/}"`,
    "",
  ].join("\n");
}

/** The program is another one in each run, since the server's place is. */
async function serverSide(
  workshop: Workshop,
  sizes: Sizes,
  programOf: (uploads: UploadFiles, server: GithubProcess) => Program,
): Promise<Side> {
  const uploads = await writeUploadFiles(join(workshop.folder, `upload-${sizes.sizeBytes}`), sizes);
  let server: GithubProcess | undefined;
  let program: Program | undefined;
  return {
    prepare: async () => {
      await server?.close();
      server = await startGithub(workshop, [UPLOAD_COMMIT]);
      // The server loads what it answers with at the first request, which is to be nobody's.
      await makeDraft(server, "v0.0.0");
      program = programOf(uploads, server);
    },
    get program() {
      if (program === undefined) throw new Error("a side is prepared before it runs");
      return program;
    },
    archives: undefined,
    close: async () => server?.close(),
  };
}
