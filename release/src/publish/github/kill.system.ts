/** A process that publishes is killed at every request it makes; the next one ends where one alone would have. */

import { cpSync } from "node:fs";
import { join } from "node:path";

import { GITHUB_TOKEN, githubServer, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { expectPublished, run } from "../testing/github-place.ts";
import {
  type Publishable,
  publishableRelease,
  publishOptions,
  SAMPLE_COMMIT,
} from "../testing/publishable-release.ts";

const PROGRAM = join(import.meta.dirname, "..", "testing", "publish-program.ts");

describe.each(["onRequest", "onAnswer"] as const)("killed in %s of every request", (hook) => {
  test(
    "the next run ends the same, and nothing that lacks a file was ever published",
    { timeout: 300_000 },
    async () => {
      const made = await publishableRelease();
      let isWhole = false;
      let nth = 0;
      while (!isWhole) {
        nth += 1;
        isWhole = await killedAt(made, { nth, hook });
      }
      expect(nth).toBeGreaterThan(made.record.artifacts.length + 20);
    },
  );
});

/** True when the process was not killed, since it made fewer requests. */
async function killedAt(
  made: Publishable,
  { nth, hook }: { readonly nth: number; readonly hook: "onRequest" | "onAnswer" },
): Promise<boolean> {
  const server = await githubServer();
  try {
    const repository = server.repository("octo/app");
    repository.push("main", { sha: SAMPLE_COMMIT });
    const root = tempFolder();
    cpSync(made.root, root, { recursive: true });
    const child = Bun.spawn([process.execPath, PROGRAM, server.apiUrl, root], {
      env: { ...process.env, GITHUB_TOKEN },
      stdio: ["ignore", "ignore", "inherit"],
    });
    let seen = 0;
    server[hook](() => {
      seen += 1;
      if (seen === nth) child.kill("SIGKILL");
    });
    await child.exited;
    await server.settled();
    server[hook](() => undefined);
    for (const release of repository.releases())
      if (!release.draft) expect(release.assets).toHaveLength(made.record.artifacts.length);
    const destination = { kind: "github", owner: "octo", name: "app", api: server.apiUrl } as const;
    const config = { ...made.config, root, destination };
    const again = {
      ...made,
      root,
      config,
      options: publishOptions(config),
      env: { ...made.env, dist: join(root, "dist") },
      server,
    };
    await run(again);
    expectPublished(again);
    expect(repository.releases()).toHaveLength(1);
    return child.signalCode === null;
  } finally {
    await server.close();
  }
}
