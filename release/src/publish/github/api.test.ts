import { recordingEnv } from "@slipway/build/testing";
import { caught, githubForTest, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { tryAgain } from "../try-again.ts";
import { githubApi } from "./api.ts";

const PATIENCE = { baseMs: 1, answerTimeoutMs: 10_000, secondMs: 1 };
const REPOSITORY = { owner: "octo", name: "app" };

test("a host that nobody knows is not asked for again and again", async () => {
  const env = recordingEnv(tempFolder());
  const patience = { ...PATIENCE, baseMs: 60_000 };
  const github = await githubApi({ ...REPOSITORY, api: "http://api.invalid" }, { env, patience });
  const fault = await caught(async () => github.ask("GET /repos/{owner}/{repo}"));
  expect(fault).toMatchObject({
    code: "github-unreachable",
    message: 'Cannot reach GitHub at "http://api.invalid": no network knows a host "api.invalid"',
    hint: expect.stringMatching(/ then run the command again$/u),
  });
  expect(env.events).toEqual([]);
});

test("each wait before a question is asked again is told", async () => {
  const env = recordingEnv(tempFolder());
  const server = await githubForTest();
  await server.close();
  const github = await githubApi({ ...REPOSITORY, api: server.apiUrl }, { env, patience: PATIENCE });
  const asking = async (): Promise<unknown> => github.ask("GET /repos/{owner}/{repo}");
  const fault = await caught(async () => tryAgain(asking, { env, patience: PATIENCE }));
  expect(fault.message).not.toContain("Error:");
  const notes = env.events.flatMap((event) => (event.kind === "note" ? [event.text] : []));
  expect(notes).toHaveLength(3 + 1 + 3 + 1 + 3);
  for (const note of notes)
    expect(note).toMatch(/^(?:GitHub cannot be reached|Cannot reach GitHub) .+, trying again in [\d.]+ s$/u);
});
