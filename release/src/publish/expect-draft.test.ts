import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, GITHUB_TOKEN } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { Destination, DraftText } from "./destination.ts";
import { dirDestination } from "./dir/dir-destination.ts";
import { githubDestination } from "./github/github-destination.ts";
import { localRelease } from "./local-release.ts";
import { publish } from "./publish.ts";
import type { LocalRelease, RemoteRelease } from "./state.ts";
import { expectPublished, place, type Place, run } from "./testing/github-place.ts";
import {
  NO_PATIENCE,
  type Publishable,
  publishableRelease,
  publishOptions,
} from "./testing/publishable-release.ts";

const UPLOAD = { operation: "repos/upload-release-asset" } as const;

/** Two publishers of one release, and a draft of the first that has every file. */
type Scene = {
  readonly local: LocalRelease;
  readonly first: Destination;
  readonly second: Destination;
  readonly look: () => Promise<RemoteRelease>;
};

function textOf({ checksums }: LocalRelease, publisher: string): DraftText {
  return { notes: "Now", marker: { publisher, checksums } };
}

async function scene(
  first: Destination,
  options: { second: Destination; local: LocalRelease },
): Promise<Scene> {
  const { second, local } = options;
  async function look(): Promise<RemoteRelease> {
    const [draft] = (await first.look(local)).drafts;
    if (draft === undefined) throw new Error("there is no draft");
    return draft;
  }
  await first.createDraft(local, textOf(local, "first"));
  const draft = await look();
  for (const file of local.files) await first.upload(draft, file);
  await second.look(local);
  return { local, first, second, look };
}

async function folderScene(): Promise<Scene & { readonly made: Publishable; readonly site: string }> {
  const made = await publishableRelease();
  const site = join(made.root, "site");
  const options = { second: dirDestination(site), local: localRelease(made.env.dist) };
  return { ...(await scene(dirDestination(site), options)), made, site };
}

async function githubScene(): Promise<Scene & { readonly made: Place }> {
  const made = await place();
  const env = { ...made.env, variables: { GITHUB_TOKEN } };
  const repository = { owner: "octo", name: "app", api: made.server.apiUrl };
  const options = { env, patience: NO_PATIENCE };
  const second = await githubDestination(repository, options);
  const local = localRelease(made.env.dist);
  return { ...(await scene(await githubDestination(repository, options), { second, local })), made };
}

describe.each([
  ["a folder", folderScene],
  ["GitHub", githubScene],
])("a draft in %s that somebody took over since it was looked at", (_what, sceneOf) => {
  test("is not published, dropped, claimed or changed by whoever had it", async () => {
    const { local, first, second, look } = await sceneOf();
    const seen = await look();
    const [asset] = seen.assets;
    const [file] = local.files;
    if (asset === undefined || file === undefined) throw new Error("the draft has no files");
    await second.claimDraft(seen, textOf(local, "second"));
    for (const change of [
      async () => first.publish(seen, local, textOf(local, "first")),
      async () => first.dropDraft(seen),
      async () => first.claimDraft(seen, textOf(local, "third")),
      async () => first.removeAsset(seen, asset),
    ])
      expect((await caught(change)).code).toBe("draft-changed");
    const now = await look();
    expect(now.assets).toHaveLength(local.files.length);
    expect(now.marker?.publisher).toBe("second");
  });

  test("says whose bytes it is of after it was claimed", async () => {
    const { local, second, look } = await sceneOf();
    const seen = await look();
    await second.claimDraft(seen, { notes: "", marker: { publisher: "second", checksums: "1".repeat(64) } });
    expect((await look()).marker).toEqual({ publisher: "second", checksums: local.checksums });
  });

  test("is not published when it lacks a file since", async () => {
    const { local, first, second, look } = await sceneOf();
    const seen = await look();
    const [asset] = seen.assets;
    if (asset === undefined) throw new Error("the draft has no files");
    await second.removeAsset(seen, asset);
    const fault = await caught(() => first.publish(seen, local, textOf(local, "first")));
    expect(fault.code).toBe("draft-changed");
    expect((await first.look(local)).published).toBeUndefined();
  });

  test("is not dropped when it is published since", async () => {
    const { local, first, second, look } = await sceneOf();
    const seen = await look();
    await second.publish(seen, local, textOf(local, "first"));
    expect((await caught(() => first.dropDraft(seen))).code).toBe("draft-changed");
    expect((await first.look(local)).published?.assets).toHaveLength(local.files.length);
  });
});

describe("two publishers of one folder", () => {
  test("do not meet in what is not whole yet; the one that lost its draft looks again", async () => {
    const { local, second, look, site, made } = await folderScene();
    const seen = await look();
    const [file] = local.files;
    if (file === undefined) throw new Error("the draft has no files");
    await second.claimDraft(seen, textOf(local, "second"));
    const late = dirDestination(site);
    expect((await caught(() => late.upload(seen, file))).code).toBe("draft-changed");
    const claimed = await look();
    let parts: readonly string[] = [];
    const watched = dirDestination(site, {
      onChange: (operation) => {
        if (operation.startsWith("place "))
          parts = readdirSync(claimed.id).filter((name) => name.endsWith(".part"));
      },
    });
    await watched.upload(claimed, file);
    expect(parts).toEqual([`.${file.name}.second.part`]);
    expect(existsSync(join(made.root, "site", "v1.2.3"))).toBe(false);
  });

  test("that take from each other all the time: one wins, the others say who publishes", async () => {
    const made = await publishableRelease();
    const outcomes = await Promise.allSettled(
      ["1", "2", "3"].map(async (id) => {
        const variables = { GITHUB_ACTIONS: "true", GITHUB_RUN_ID: id };
        return publish(publishOptions(made.config, { takeOver: true }), { ...made.env, variables });
      }),
    );
    const lost = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    for (const fault of lost) expect(fault).toMatchObject({ code: "other-publisher" });
    expect(lost.length).toBeLessThan(3);
    const published = readdirSync(join(made.root, "site", "v1.2.3"));
    expect(published.toSorted()).toEqual(made.record.artifacts.map(({ file }) => file).toSorted());
  });

  test("of different versions: the track does not go back, whoever is last", async () => {
    const { local, first, second, site } = await folderScene();
    const newer = { ...local, version: "1.10.0", manifest: '{"version":"1.10.0"}' };
    await first.writeTrack(newer);
    await second.writeTrack(local);
    const document = join(site, "stable", "latest.json");
    expect(readFileSync(document, "utf8")).toBe(newer.manifest);
    writeFileSync(document, "<html>");
    await first.writeTrack(newer);
    expect(readFileSync(document, "utf8")).toBe("<html>");
  });
});

describe("two publishers of one version at GitHub", () => {
  test("leave a file alone that became whole since it was looked at", async () => {
    const { made, local, first, look } = await githubScene();
    const seen = await look();
    const asset = { ...seen.assets[0], sha256: undefined };
    const half = { id: "", name: "", sizeBytes: 0, ...asset };
    expect((await caught(() => first.removeAsset(seen, half))).code).toBe("draft-changed");
    expect(made.server.repository("octo/app").release("v1.2.3").assets).toHaveLength(local.files.length);
    await first.removeAsset(seen, { ...half, id: "999999" });
  });

  test("with other bytes: when the taker fails half-way, the draft it took is never published", async () => {
    const made = await place();
    const { destination, downloads } = made.config;
    const other = {
      ...(await publishableRelease({ destination, downloads, archiveFiles: [] })),
      server: made.server,
    };
    let isTaken = false;
    made.server.onRequest(async ({ operation }) => {
      if (operation !== "repos/update-release" || isTaken) return;
      isTaken = true;
      made.server.misbehave({ ...UPLOAD, nth: 3, times: 1000, does: { kind: "refuse", status: 401 } });
      expect((await caught(() => run(other, { takeOver: true }))).code).toBe("token-refused");
    });
    expect((await caught(() => run(made))).code).toBe("other-publisher");
    const repository = made.server.repository("octo/app");
    expect(repository.releases().filter(({ draft }) => !draft)).toEqual([]);
    made.server.behave();
    await run(other);
    expectPublished(other);
  });
});
