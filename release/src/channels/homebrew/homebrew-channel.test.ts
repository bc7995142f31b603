import type { HomebrewConfig } from "@slipway/config";
import { caught, treeState } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { publish, type Published } from "../../publish/publish.ts";
import { envWith, type Publishable, publishableRelease } from "../../publish/testing/publishable-release.ts";
import { emptyRepository, type Repository } from "./tap/testing/tap-server.ts";
import { sampleHomebrew } from "./testing/sample-formula.ts";

const FORMULA = "Formula/tool.rb";
const PATH = process.env["PATH"];

type Place = Publishable & { readonly tap: Repository };

/** A release, and a tap for it that has a README. */
async function place(
  options: { readonly version?: string; readonly homebrew?: Partial<HomebrewConfig> } = {},
): Promise<Place> {
  const tap = emptyRepository();
  tap.commit("README.md", "A tap\n");
  const { version = "1.2.3", homebrew } = options;
  const address = { url: tap.url, label: "octo/homebrew-tap", name: "octo/tap" };
  const channels = { homebrew: sampleHomebrew({ tap: address, ...homebrew }) };
  return { ...(await publishableRelease({ version, channels })), tap };
}

async function run({ options, env }: Place, dryRun = false): Promise<Published> {
  return publish({ ...options, dryRun }, envWith(env, { PATH, HOME: "/nowhere" }));
}

describe("publishing with a Homebrew tap", () => {
  test("pushes the formula of what is published, once", async () => {
    const made = await place();
    const published = await run(made);
    expect(published.channels).toEqual([
      {
        id: "homebrew",
        kind: "change",
        what: FORMULA,
        label: "octo/homebrew-tap",
        install: "brew install octo/tap/tool",
      },
    ]);
    const formula = made.tap.git("show", `main:${FORMULA}`);
    const archive = made.record.artifacts.find(({ file }) => file === "tool-linux-x64.tar.gz");
    expect(formula).toContain(`sha256 "${archive?.sha256}"`);
    expect(made.tap.git("log", "--format=%an: %s", "-1", "main")).toBe("github-actions[bot]: tool 1.2.3");

    const before = made.tap.git("rev-parse", "main");
    const again = await run(made);
    expect(again).toMatchObject({
      changes: 0,
      plan: [],
      channels: [{ kind: "nothing", why: "the formula of 1.2.3 is there" }],
    });
    expect(made.tap.git("rev-parse", "main")).toBe(before);
  });

  test("shows in a dry run what it would push, and changes nothing", async () => {
    const made = await place();
    const before = [treeState(made.root), made.tap.git("rev-parse", "main")];
    const { plan, changes } = await run(made, true);
    expect(plan.filter(({ kind }) => kind === "update-channel")).toEqual([
      { kind: "update-channel", what: "Formula/tool.rb in octo/homebrew-tap" },
    ]);
    expect(changes).toBe(0);
    expect([treeState(made.root), made.tap.git("rev-parse", "main")]).toEqual(before);
  });

  test("does nothing but push when everything else is done", async () => {
    const made = await place();
    await run({
      ...made,
      options: { ...made.options, config: { ...made.config, channels: { homebrew: undefined } } },
    });
    expect(made.tap.git("ls-tree", "--name-only", "main")).toBe("README.md");
    const { plan, changes } = await run(made);
    expect([plan.map(({ kind }) => kind), changes]).toEqual([["update-channel"], 1]);
    expect(made.tap.git("show", `main:${FORMULA}`)).toContain('version "1.2.3"');
  });

  test.each([
    ["an earlier", "1.2.2", "change"],
    ["the same, with other bytes", "1.2.3", "change"],
    ["a later", "1.10.0", "nothing"],
  ])("puts it in the place of %s version", async (_what, found, kind) => {
    const made = await place();
    made.tap.commit(FORMULA, `class Tool < Formula\n  version "${found}"\nend\n`);
    expect((await run(made)).channels).toMatchObject([{ kind }]);
    const text = made.tap.git("show", `main:${FORMULA}`);
    expect(text).toContain(`version "${kind === "change" ? "1.2.3" : found}"`);
  });

  test("takes the folder, the branch and the author of the configuration", async () => {
    const author = { name: "Me", email: "me@example.org" };
    const made = await place({ homebrew: { path: "tool.rb", branch: "next", author } });
    made.tap.commit("README.md", "Next\n", "next");
    await run(made);
    expect(made.tap.git("log", "--format=%an <%ae>", "-1", "next", "--", "tool.rb")).toBe(
      "Me <me@example.org>",
    );
  });

  test("gives pre-releases to nobody, and does not look at the tap", async () => {
    const made = await place({ version: "1.2.3-beta.1", homebrew: { branch: "none" } });
    expect((await run(made)).channels).toMatchObject([
      { kind: "nothing", why: "1.2.3-beta.1 is a pre-release, which Homebrew's users do not get" },
    ]);
    expect(made.tap.git("rev-list", "--count", "main")).toBe("1");
  });

  test("tells what stands in the way before anything is published", async () => {
    const made = await place();
    made.tap.commit(FORMULA, "class Tool < Formula\n  url 'https://example.org/tool-3.tar.gz'\nend\n");
    const before = treeState(made.root);
    expect((await caught(() => run(made))).code).toBe("tap-foreign");
    const tap = { ...sampleHomebrew().tap, url: `${made.tap.url}.none` };
    const missing = { homebrew: sampleHomebrew({ tap }) };
    const options = { ...made.options, config: { ...made.config, channels: missing } };
    expect((await caught(() => run({ ...made, options }))).code).toBe("tap-missing");
    expect(treeState(made.root)).toEqual(before);
  });

  test("says that a release without archives for Homebrew has no formula", async () => {
    const made = await place();
    const config = { ...made.config, targets: [] };
    expect((await caught(() => run({ ...made, options: { ...made.options, config } }))).code).toBe(
      "no-brew-target",
    );
  });
});
