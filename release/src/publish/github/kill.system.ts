/**
 * A process that publishes in stages is killed at every request it makes, and behind every change; the next one ends
 * where one alone would have.
 */

import { cpSync } from "node:fs";
import { join } from "node:path";

import { GITHUB_TOKEN, githubServer, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { publish } from "../publish.ts";
import { expectPublished } from "../testing/github-place.ts";
import {
  envWith,
  type Publishable,
  publishableRelease,
  publishOptions,
  SAMPLE_COMMIT,
} from "../testing/publishable-release.ts";

/** Each has a server of its own; most of the time is a process that starts. */
const AT_ONCE = 4;

const PROGRAM = join(import.meta.dirname, "..", "testing", "publish-program.ts");

test.each([
  // A question that was answered is as one that was not asked.
  ["when it comes", "onRequest", (method: string) => method !== ""],
  ["before the answer to a change", "onAnswer", (method: string) => method !== "GET"],
] as const)(
  "killed at every request, %s, the next publish ends the same, and nothing that lacks a file was ever published",
  { timeout: 300_000 },
  async (_when, hook, counts) => {
    const made = await publishableRelease();
    let kills = 0;
    for (let isWhole = false; !isWhole;) {
      const first = kills + 1;
      const some = Array.from({ length: AT_ONCE }, async (_, index) =>
        killedAt(made, { nth: first + index, hook, counts }),
      );
      isWhole = (await Promise.all(some)).includes(true);
      kills += AT_ONCE;
    }
    const files = made.record.artifacts.length;
    // Uploads; and for what comes: two requests for each file of the draft, and of the release.
    expect(kills).toBeGreaterThan(hook === "onRequest" ? files * 5 + 20 : files + 5);
  },
);

type Kill = {
  readonly nth: number;
  readonly hook: "onRequest" | "onAnswer";
  readonly counts: (method: string) => boolean;
};

/** True when the process was not killed, since it made fewer requests. */
async function killedAt(made: Publishable, { nth, hook, counts }: Kill): Promise<boolean> {
  const server = await githubServer();
  try {
    const repository = server.repository("octo/app");
    repository.push("main", { sha: SAMPLE_COMMIT });
    const root = tempFolder();
    cpSync(made.root, root, { recursive: true });
    const child = Bun.spawn([process.execPath, PROGRAM, root, server.apiUrl, server.webUrl], {
      env: { ...process.env, GITHUB_TOKEN },
      stdio: ["ignore", "ignore", "inherit"],
    });
    let seen = 0;
    server[hook](({ method }) => {
      if (!counts(method)) return;
      seen += 1;
      if (seen === nth) child.kill("SIGKILL");
    });
    await child.exited;
    await server.settled();
    server[hook](() => undefined);
    for (const release of repository.releases())
      if (!release.draft) expect(release.assets).toHaveLength(made.record.artifacts.length);
    const destination = { kind: "github", owner: "octo", name: "app", api: server.apiUrl } as const;
    const downloads = `${server.webUrl}/octo/app/releases/download/v{version}/{file}`;
    const config = { ...made.config, root, destination, downloads };
    const env = { ...made.env, dist: join(root, "dist") };
    const options = publishOptions(config);
    await publish(options, envWith(env, { GITHUB_TOKEN }));
    expectPublished({ ...made, root, config, options, env, server });
    expect(repository.releases()).toHaveLength(1);
    return child.signalCode === null;
  } finally {
    await server.close();
  }
}
