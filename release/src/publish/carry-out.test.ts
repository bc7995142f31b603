import { describe, expect, test } from "vitest";

import { caught, type GithubServer } from "@slipway/testkit";

import { expectPublished, place, run, writesOf } from "./testing/github-place.ts";

/** Shows the first file of the draft with another digest from the first look after it was uploaded, for some looks. */
function showWrong(server: GithubServer, { looks, everyTime }: { looks: number; everyTime: boolean }): void {
  let left = looks;
  let before: string | null | undefined;
  let wrongId = 0;
  server.onRequest(({ operation }) => {
    if (operation !== "repos/list-release-assets") return;
    const repository = server.repository("octo/app");
    const [release] = repository.releases();
    const [asset] = release?.assets ?? [];
    if (release === undefined || asset === undefined || !release.draft) return;
    if (wrongId !== asset.id && wrongId !== 0 && !everyTime) return;
    if (wrongId !== asset.id) before = asset.digest;
    wrongId = asset.id;
    left -= 1;
    const digest = left >= 0 ? `sha256:${"0".repeat(64)}` : (before ?? null);
    const assets = release.assets.map((one) => (one.id === wrongId ? { ...one, digest } : one));
    repository.editRelease(release.id, { assets });
  });
}

describe("what was confirmed and is shown otherwise", () => {
  test("is looked at again before it is touched", async () => {
    const made = await place();
    showWrong(made.server, { looks: 2, everyTime: false });
    await run(made);
    expectPublished(made);
    expect(writesOf(made).filter((write) => write.startsWith("DELETE"))).toEqual([]);
  });

  test("is uploaded anew when it stays so, once", async () => {
    const made = await place();
    showWrong(made.server, { looks: 1000, everyTime: false });
    await run(made);
    expectPublished(made);
    expect(writesOf(made).filter((write) => write.startsWith("DELETE"))).toHaveLength(1);
  });

  test("is given up when the second one is wrong as well", async () => {
    const made = await place();
    showWrong(made.server, { looks: 1000, everyTime: true });
    expect((await caught(() => run(made))).code).toBe("publish-incomplete");
  });
});
