import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, GITHUB_TOKEN, type Misbehaviour } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { publish } from "../publish.ts";
import { expectPublished, place, run, writesOf } from "../testing/github-place.ts";

describe("publishing to GitHub", () => {
  test("drafts, uploads, compares, publishes and updates the track", async () => {
    const made = await place();
    const published = await run(made);
    expect(published).toMatchObject({ tag: "v1.2.3", files: made.record.artifacts.length });
    const release = expectPublished(made);
    expect(release.body).toMatch(
      /^- Now\n[\s\S]*<!-- slipway: publisher=[0-9a-f]{16} checksums=[0-9a-f]{64} -->\n$/u,
    );
    expect(release).toMatchObject({ name: "tool 1.2.3", prerelease: false });
  });

  test("with nothing left to do it only asks", async () => {
    const made = await place();
    await run(made);
    const before = writesOf(made).length;
    expect((await run(made)).changes).toBe(0);
    expect(writesOf(made)).toHaveLength(before);
  });

  test("a dry run plans against what is there and only asks", async () => {
    const made = await place();
    const { plan } = await run(made, { dryRun: true });
    expect(plan).toHaveLength(made.record.artifacts.length + 4);
    expect(writesOf(made)).toEqual([]);
    expect(existsSync(join(made.env.dist, "publish.json"))).toBe(false);
  });

  test("publishes where published releases cannot be changed, and on an Enterprise Server", async () => {
    const made = await place({ enterprise: true });
    made.server.repository("octo/app").setImmutableReleases(true);
    await run(made);
    expect(expectPublished(made).immutable).toBe(true);
    expect((await run(made)).changes).toBe(0);
  });

  test("a prerelease goes to its own track", async () => {
    const made = await place({ changes: { version: "2.0.0-beta.1" } });
    await run(made);
    const repository = made.server.repository("octo/app");
    expect(repository.release("v2.0.0-beta.1")).toMatchObject({ draft: false, prerelease: true });
    expect(Object.keys(repository.branchFiles("updates") ?? {})).toEqual(["beta/latest.json"]);
  });

  test("compares bytes where the server tells no digests, and tells the storage no token", async () => {
    const made = await place();
    await run(made);
    const repository = made.server.repository("octo/app");
    const { id, assets } = repository.release("v1.2.3");
    repository.editRelease(id, { assets: assets.map((asset) => ({ ...asset, digest: null })) });
    const before = made.server.requests.length;
    expect((await run(made)).changes).toBe(0);
    expect(made.server.requests.slice(before).filter(({ host }) => host === "storage")).toHaveLength(
      assets.length,
    );
    made.server.misbehave({
      operation: "storage/download",
      assetName: "latest.json",
      does: { kind: "wrong-bytes", how: "flipped" },
    });
    const fault = await caught(() => run(made));
    expect(fault).toMatchObject({
      code: "already-published",
      details: [expect.stringContaining("latest.json: ")],
    });
  });

  test("a workflow's token, of which GitHub never says that it may push, is tried", async () => {
    const token = `ghs_${"1".repeat(500)}`;
    const nobody = { login: "octo", role: "write", kind: "fine-grained", contents: "write" } as const;
    const made = await place({ tokens: { [token]: nobody } });
    await run(made, { variables: { GITHUB_TOKEN: "", GH_TOKEN: token } });
    expectPublished(made);
  });

  test("adds to a branch for updates that is there, and leaves what else is in it", async () => {
    const made = await place();
    const repository = made.server.repository("octo/app");
    repository.push("updates", {
      files: { CNAME: "example.org", "stable/latest.json": '{"version":"1.2.2"}' },
    });
    await run(made);
    expect(Object.keys(repository.branchFiles("updates") ?? {})).toEqual(["CNAME", "stable/latest.json"]);
    expect(repository.branchFiles("updates")?.["stable/latest.json"]).toContain('"1.2.3"');
  });
});

const UPLOAD = { operation: "repos/upload-release-asset" } as const;
const UNDRAFT = { operation: "repos/update-release" } as const;

/** One after the other, at requests that come in every release. */
const IN_TURN: readonly Misbehaviour[] = [
  { operation: "repos/get", does: { kind: "rate-limit" } },
  { operation: "repos/list-releases", does: { kind: "refuse", status: 500 } },
  { operation: "repos/create-release", does: { kind: "landed", answers: 502 } },
  { operation: "repos/list-releases", nth: 4, does: { kind: "late" } },
  { ...UPLOAD, nth: 1, does: { kind: "refuse", status: 502, leavesStarter: true } },
  { ...UPLOAD, nth: 2, does: { kind: "reset", at: "middle" } },
  { ...UPLOAD, nth: 3, does: { kind: "landed", answers: 500 } },
  { ...UPLOAD, nth: 4, does: { kind: "refuse", status: 422 } },
  { ...UPLOAD, nth: 5, does: { kind: "wrong-bytes", how: "flipped" } },
  { ...UPLOAD, nth: 6, does: { kind: "secondary-limit", status: 429 } },
  { ...UPLOAD, nth: 7, does: { kind: "refuse", status: 404 } },
  { ...UPLOAD, nth: 8, does: { kind: "refuse", status: 409 } },
  { operation: "repos/list-release-assets", nth: 4, does: { kind: "late", hiddenCount: 2 } },
  { ...UNDRAFT, nth: 1, does: { kind: "refuse", status: 500 } },
  { ...UNDRAFT, nth: 2, does: { kind: "landed", answers: "reset" } },
  { operation: "git/create-ref", does: { kind: "landed", answers: 500 } },
];

describe("a GitHub that misbehaves", () => {
  test("one thing after the other goes wrong in one release, and it ends well", async () => {
    const made = await place();
    for (const misbehaviour of IN_TURN) made.server.misbehave(misbehaviour);
    await run(made);
    expectPublished(made);
    expect(made.server.unusedMisbehaviours()).toEqual([]);
  });

  test("refused in the middle, it says so, and a later run ends well and uploads nothing twice", async () => {
    const made = await place();
    made.server.misbehave({ ...UPLOAD, nth: 4, does: { kind: "refuse", status: 401 } });
    const fault = await caught(() => run(made));
    expect(fault.code).toBe("token-refused");
    expect(JSON.stringify(fault) + fault.message).not.toContain(GITHUB_TOKEN);
    made.server.behave();
    await run(made);
    const sent = made.server.requests.filter(
      ({ operation, status }) => operation === UPLOAD.operation && status === 201,
    );
    expect(new Set(sent.map(({ assetName }) => assetName)).size).toBe(sent.length);
    expectPublished(made);
  });
});

test("what GitHub will not take is not sent again, and it says what it was", async () => {
  const made = await place();
  const repository = made.server.repository("octo/app");
  repository.setImmutableReleases(true);
  await run(made);
  const { id } = repository.release("v1.2.3");
  const headers = { authorization: `token ${GITHUB_TOKEN}` };
  await fetch(`${made.server.apiUrl}/repos/octo/app/releases/${id}`, { method: "DELETE", headers });
  const fault = await caught(() => run(made));
  expect(fault).toMatchObject({
    code: "github-refused",
    message: expect.stringContaining("tag_name was used by an immutable release"),
  });
  expect(writesOf(made).filter((write) => write.startsWith("PATCH"))).toHaveLength(2);
});

describe("what stands in the way", () => {
  test("no token", async () => {
    const made = await place();
    const fault = await caught(() => publish(made.options, made.env));
    expect(fault.code).toBe("no-token");
    expect(made.server.requests).toEqual([]);
  });

  const nobody = { login: "eve", role: "read", kind: "classic", scopes: ["repo"] } as const;

  test.each([
    ["a token that is not valid", "token-refused", {}],
    ["an account that may only read", "no-rights", { [GITHUB_TOKEN]: nobody }],
    [
      "wrong scopes",
      "no-rights",
      { [GITHUB_TOKEN]: { ...nobody, role: "admin", scopes: ["gist"] } as const },
    ],
    [
      "a fine-grained token that may only read",
      "no-rights",
      { [GITHUB_TOKEN]: { login: "eve", role: "admin", kind: "fine-grained", contents: "read" } as const },
    ],
  ])("%s", async (_what, code, tokens) => {
    const made = await place({ tokens });
    const fault = await caught(() => run(made));
    expect(fault.code).toBe(code);
    expect(fault.message + fault.hint + fault.details.join()).not.toContain(GITHUB_TOKEN);
    expect(made.server.repository("octo/app").releases()).toEqual([]);
  });

  test("a repository that is not there, and a commit that was not pushed", async () => {
    const made = await place({ repositories: ["octo/app", "octo/other"] });
    const destination = { kind: "github", owner: "octo", name: "none", api: made.server.apiUrl } as const;
    const nowhere = { ...made, options: { ...made.options, config: { ...made.config, destination } } };
    expect((await caught(() => run(nowhere))).code).toBe("no-repository");
    const other = { ...destination, name: "other" };
    const unpushed = {
      ...made,
      options: { ...made.options, config: { ...made.config, destination: other } },
    };
    expect((await caught(() => run(unpushed))).code).toBe("commit-unpushed");
  });

  test.each([true, false])("the tag is on another commit (annotated: %s)", async (annotated) => {
    const made = await place();
    made.server.repository("octo/app").setTag("v1.2.3", "f".repeat(40), { annotated });
    const fault = await caught(() => run(made));
    expect(fault.code).toBe("tag-elsewhere");
    expect(writesOf(made)).toEqual([]);
  });

  test("a file that was changed after signing", async () => {
    const made = await place();
    const path = join(made.env.dist, "release", "tool-linux-x64");
    const bytes = readFileSync(path);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect((await caught(() => run(made))).code).toBe("release-untrusted");
    expect(writesOf(made)).toEqual([]);
  });

  test("a file that is not ours in the draft, which stays", async () => {
    const made = await place();
    made.server.misbehave({ ...UNDRAFT, does: { kind: "refuse", status: 401 } });
    await caught(() => run(made));
    const repository = made.server.repository("octo/app");
    await repository.addAsset(repository.release("v1.2.3").id, { name: "theirs.txt", content: "theirs" });
    const fault = await caught(() => run(made));
    expect(fault).toMatchObject({ code: "foreign-asset", details: ["theirs.txt"] });
    expect(repository.release("v1.2.3").assets.map(({ name }) => name)).toContain("theirs.txt");
  });

  test("nothing but our own draft, whose notes are then those of now", async () => {
    const made = await place();
    made.server.misbehave({ ...UNDRAFT, does: { kind: "refuse", status: 401 } });
    await caught(() => run(made));
    writeFileSync(join(made.root, "CHANGELOG.md"), "# Changelog\n\n## [1.2.3] - 2026-11-20\n\n- Mended\n");
    await run(made);
    expect(expectPublished(made).body).toMatch(/^- Mended\n/u);
  });

  test("a draft that somebody made by hand, which stays", async () => {
    const made = await place();
    const repository = made.server.repository("octo/app");
    await repository.addRelease({ tag: "v1.2.3", draft: true, assets: { "a.txt": "a" } });
    const fault = await caught(() => run(made, { takeOver: true }));
    expect(fault.code).toBe("other-publisher");
    expect(fault.message).toContain("by hand");
    expect(repository.releases()).toHaveLength(1);
  });

  test("the version is published with other bytes, which stay", async () => {
    const made = await place();
    await made.server.repository("octo/app").addRelease({ tag: "v1.2.3", assets: { "latest.json": "{}" } });
    expect((await caught(() => run(made))).code).toBe("already-published");
    expect(writesOf(made)).toEqual([]);
  });

  test("no network", async () => {
    const made = await place();
    await made.server.close();
    expect((await caught(() => run(made))).code).toBe("github-unreachable");
  });
});

describe("two publishers", () => {
  test("at the same time: both make a draft, one release is published, and whoever loses says who publishes", async () => {
    const made = await place();
    const bothDraft = Promise.withResolvers<void>();
    let drafts = 0;
    made.server.onRequest(async ({ operation }) => {
      if (operation !== "repos/create-release") return;
      drafts += 1;
      if (drafts === 2) bothDraft.resolve();
      await bothDraft.promise;
    });
    const both = ["1", "2"].map(async (id) =>
      run(made, { variables: { GITHUB_ACTIONS: "true", GITHUB_RUN_ID: id } }),
    );
    const outcomes = await Promise.allSettled(both);
    const lost = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(lost).toHaveLength(1);
    expect(lost[0]).toMatchObject({ code: "other-publisher", message: expect.stringContaining("run-") });
    expectPublished(made);
    expect(made.server.repository("octo/app").releases()).toHaveLength(1);
  });

  test("the run of a workflow that is tried again on another machine continues its own draft", async () => {
    const made = await place();
    const variables = { GITHUB_ACTIONS: "true", GITHUB_RUN_ID: "77" };
    made.server.misbehave({ ...UPLOAD, nth: 3, does: { kind: "refuse", status: 401 } });
    await caught(() => run(made, { variables }));
    writeFileSync(join(made.env.dist, "publish.json"), "lost");
    await run(made, { variables: { ...variables, GITHUB_RUN_ATTEMPT: "2" } });
    expectPublished(made);
  });

  test("what another one left is taken over when asked for", async () => {
    const made = await place();
    made.server.misbehave({ ...UPLOAD, nth: 3, does: { kind: "refuse", status: 401 } });
    await caught(() => run(made, { variables: { GITHUB_ACTIONS: "true", GITHUB_RUN_ID: "1" } }));
    const other = { GITHUB_ACTIONS: "true", GITHUB_RUN_ID: "2" };
    expect((await caught(() => run(made, { variables: other }))).code).toBe("other-publisher");
    await run(made, { variables: other, takeOver: true });
    expectPublished(made);
  });
});
