import { join } from "node:path";
import { execPath } from "node:process";

import { tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { makeDraft, startGithub } from "./github-process.ts";
import { runProgram } from "./run-program.ts";
import { UPLOAD_COMMIT, writeUploadFiles } from "./upload-files.ts";

test("startGithub() has a server that the benchmark's program can publish to, until it is closed", async () => {
  const folder = tempFolder();
  const env = {
    variables: { ...process.env, TMPDIR: folder },
    logFile: join(folder, "log"),
    signal: new AbortController().signal,
    clock: () => performance.now(),
  };
  const server = await startGithub({ bun: execPath, env }, [UPLOAD_COMMIT]);
  try {
    expect(await makeDraft(server, "v0.0.0")).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/repos\/octo\/app\/releases\/\d+\/assets$/u,
    );
    const { dist } = await writeUploadFiles(join(folder, "dist"), { count: 2, sizeBytes: 1_000_000 });
    const program = join(import.meta.dirname, "programs", "upload.ts");
    const command = [execPath, program, dist, server.apiUrl, server.token];
    const { peakBytes = 0 } = await runProgram({ command, cwd: folder }, env);
    expect(peakBytes).toBeGreaterThan(10_000_000);
    const published = await fetch(`${server.apiUrl}/repos/octo/app/releases/latest`, {
      headers: { accept: "application/vnd.github+json" },
    });
    expect(await published.json()).toMatchObject({ tag_name: "v1.0.0", assets: [{}, {}, {}] });
  } finally {
    await server.close();
  }
  await expect(fetch(server.apiUrl)).rejects.toThrow();
});
