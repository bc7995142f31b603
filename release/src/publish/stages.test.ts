import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Env } from "@slipway/build";
import { caught, GITHUB_TOKEN, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { LOCK_FILE } from "./dir/folder-lock.ts";
import { publish } from "./publish.ts";
import { expectPublished, place, type Place, run, writesOf } from "./testing/github-place.ts";
import { envWith, type Publishable, publishableRelease } from "./testing/publishable-release.ts";
import { publishUnproven, verifyDraft } from "./testing/stages.ts";

/** The same release and journal in another folder, as in another checkout. */
function copyOf(made: Publishable): Pick<Publishable, "root" | "config" | "env" | "options"> {
  const root = tempFolder();
  for (const name of ["dist", "CHANGELOG.md"])
    cpSync(join(made.root, name), join(root, name), { recursive: true });
  const config = { ...made.config, root };
  const env = { ...made.env, dist: join(root, "dist") };
  return { root, config, env, options: { ...made.options, config } };
}

describe("publishing into a folder in stages", () => {
  test("makes a draft that can be verified, and goes on from it without copying anything again", async () => {
    const made = await publishableRelease();
    const site = join(made.root, "site");
    const draft = await publish({ ...made.options, isDraftOnly: true }, made.env);
    expect(draft).toMatchObject({ isPublished: false, changes: made.record.artifacts.length + 1 });
    expect(draft.verification).toBeUndefined();
    expect(existsSync(join(site, "v1.2.3"))).toBe(false);
    expect(existsSync(join(site, "stable"))).toBe(false);
    expect((await verifyDraft(made.config, made.env)).files).toBe(made.record.artifacts.length);
    expect((await publish({ ...made.options, isDraftOnly: true }, made.env)).changes).toBe(0);
    const published = await publish(made.options, made.env);
    expect(published.plan.map(({ kind }) => kind)).toEqual(["publish", "write-track", "verify"]);
    expect(published).toMatchObject({ isPublished: true, changes: 2 });
    expect(published.verification?.claims.find(({ claim }) => claim === "digests")?.proven).toBe(true);
    expect((await verifyDraft(made.config, made.env)).version).toBe("1.2.3");
    const again = await publish({ ...made.options, isDraftOnly: true }, made.env);
    expect(again).toMatchObject({ isPublished: true, changes: 0, plan: [] });
  });

  test("verifies once, unless that was not finished", async () => {
    const made = await publishableRelease();
    const { options } = made;
    const plan = async () => (await publish({ ...options, dryRun: true }, made.env)).plan;
    expect((await plan()).at(-1)).toEqual({ kind: "verify", what: join(made.root, "site", "v1.2.3") });
    await publishUnproven(made);
    expect(await plan()).toEqual([{ kind: "verify", what: join(made.root, "site", "v1.2.3") }]);
    expect((await publish(options, made.env)).verification?.version).toBe("1.2.3");
    expect(await plan()).toEqual([]);
    expect(await publish(options, made.env)).not.toHaveProperty("verification");
    rmSync(join(made.root, "site"), { recursive: true });
    expect((await publish(options, made.env)).verification?.version).toBe("1.2.3");
  });

  test("two that go on from one draft publish it once, and both find it proven", async () => {
    const made = await publishableRelease();
    await publish({ ...made.options, isDraftOnly: true }, made.env);
    const both = [made, copyOf(made)].map(async ({ options, env }) => publish(options, env));
    for (const { verification } of await Promise.all(both)) expect(verification?.version).toBe("1.2.3");
    const site = join(made.root, "site");
    expect(readdirSync(site).toSorted()).toEqual([LOCK_FILE, "stable", "v1.2.3", "v1.2.3.md"]);
    expect(readdirSync(join(site, "v1.2.3"))).toHaveLength(made.record.artifacts.length);
  });

  test("finds what is wrong in a draft, and publishes what was made and nothing else", async () => {
    const made = await publishableRelease();
    await publish({ ...made.options, isDraftOnly: true }, made.env);
    const file = join(made.root, "site", ".v1.2.3.draft", "latest.json");
    writeFileSync(file, readFileSync(file, "utf8").replace("1.2.3", "1.2.4"));
    const fault = await caught(() => verifyDraft(made.config, made.env));
    expect(fault.code).toBe("release-untrusted");
    expect(fault.details).toEqual([expect.stringMatching(/^latest\.json: its SHA-256 is /u)]);
    await publish(made.options, made.env);
    expect(readdirSync(join(made.root, "site", "v1.2.3"))).toHaveLength(made.record.artifacts.length);
  });
});

function withToken({ env }: Place): Env {
  return envWith(env, { GITHUB_TOKEN });
}

describe("publishing to GitHub in stages", () => {
  test("makes a draft that a token shows, verifies it, and goes on from it without uploading anything again", async () => {
    const made = await place();
    const draft = await run(made, { isDraftOnly: true });
    expect(draft.isPublished).toBe(false);
    const repository = made.server.repository("octo/app");
    expect(repository.release("v1.2.3").draft).toBe(true);
    expect(repository.tags()).toEqual({});
    expect((await verifyDraft(made.config, withToken(made))).files).toBe(made.record.artifacts.length);
    expect(await caught(() => verifyDraft(made.config, made.env))).toMatchObject({ code: "no-token" });
    const before = writesOf(made).length;
    const published = await run(made);
    expect(
      writesOf(made)
        .slice(before)
        .filter((line) => line.includes("assets")),
    ).toEqual([]);
    expect(published.verification?.files).toBe(made.record.artifacts.length);
    expectPublished(made);
    expect((await verifyDraft(made.config, made.env)).version).toBe("1.2.3");
  });

  test("downloads nothing with a token but what the API has", async () => {
    const made = await place();
    await run(made, { isDraftOnly: true });
    const before = made.server.requests.length;
    await verifyDraft(made.config, withToken(made));
    const asked = made.server.requests.slice(before);
    expect(asked.filter(({ operation }) => operation === "storage/download").length).toBeGreaterThan(5);
    for (const { operation, headers } of asked)
      expect("authorization" in headers, operation).toBe(operation !== "storage/download");
  });

  test("verifies as everybody can, without a token", async () => {
    const made = await place();
    const server = made.server;
    await run(made);
    const downloads = server.requests.filter(({ operation }) => operation === "web/download");
    expect(downloads).toHaveLength(made.record.artifacts.length);
    for (const { headers } of downloads) expect(headers).not.toHaveProperty("authorization");
  });

  test("verifies a private release by its token, which is the only way there", async () => {
    const made = await place();
    made.server.repository("octo/app").setPrivate(true);
    expect((await run(made)).verification?.version).toBe("1.2.3");
    expect(made.server.requests.filter(({ operation }) => operation === "web/download")).toEqual([]);
  });

  test("waits for what is not there for everybody yet", async () => {
    const made = await place();
    made.server.misbehave({
      operation: "web/download",
      times: 3,
      does: { kind: "refuse", status: 404 },
    });
    expect((await run(made)).verification?.version).toBe("1.2.3");
  });

  test.each([
    ["is not what was published", "published-untrusted", 5, { kind: "wrong-bytes", how: "flipped" }],
    ["cannot be had", "published-unproven", 4, { kind: "refuse", status: 500 }],
  ] as const)(
    "says that it is published, and what to do, when what everybody gets %s",
    async (_what, code, exitCode, does) => {
      const made = await place();
      made.server.misbehave({
        operation: does.kind === "refuse" ? "web/download" : "storage/download",
        times: 1000,
        does,
      });
      const fault = await caught(() => run(made));
      expect(fault).toMatchObject({ code, exitCode });
      expect(fault.message).toContain("v1.2.3, which is published at ");
      expectPublished(made);
      made.server.behave();
      expect(await run(made)).toMatchObject({ changes: 0, verification: { version: "1.2.3" } });
    },
  );

  test("two that go on from one draft publish it once, and both find it proven", async () => {
    const made = await place();
    await run(made, { isDraftOnly: true });
    const copy = { ...made, ...copyOf(made) };
    const both = await Promise.all([run(made), run(copy)]);
    for (const { verification } of both) expect(verification?.version).toBe("1.2.3");
    expectPublished(made);
    expect(made.server.repository("octo/app").releases()).toHaveLength(1);
  });

  test("a draft is not published by anybody else, nor made a second time", async () => {
    const made = await place();
    const workflow = { GITHUB_ACTIONS: "true", GITHUB_JOB: "draft" };
    const [one, two] = ["1", "2"].map((id) => ({ ...workflow, GITHUB_RUN_ID: id }));
    await run(made, { variables: one ?? {}, isDraftOnly: true });
    const before = writesOf(made).length;
    for (const isDraftOnly of [true, false])
      expect((await caught(() => run(made, { variables: two ?? {}, isDraftOnly }))).code).toBe(
        "other-publisher",
      );
    expect(writesOf(made)).toHaveLength(before);
  });

  test("a later job of a workflow goes on where an earlier one ended, by its journal alone", async () => {
    const made = await place();
    const variables = { GITHUB_ACTIONS: "true", GITHUB_RUN_ID: "77", GITHUB_JOB: "draft" };
    await run(made, { variables, isDraftOnly: true });
    const later = { ...variables, GITHUB_JOB: "publish" };
    const journal = join(made.env.dist, "publish.json");
    const text = readFileSync(journal, "utf8");
    rmSync(journal);
    expect((await caught(() => run(made, { variables: later }))).code).toBe("other-publisher");
    writeFileSync(journal, text);
    await run(made, { variables: later });
    expectPublished(made);
  });
});
