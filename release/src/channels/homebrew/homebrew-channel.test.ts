import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { HomebrewConfig } from "@slipway/config";
import { caught, treeState } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { publish, type Published } from "../../publish/publish.ts";
import { envWith, type Publishable, publishableRelease } from "../../publish/testing/publishable-release.ts";
import { FORMULA_HEAD } from "./formula-text.ts";
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

  test("says before it pushes what brew audit will miss", async () => {
    const made = await place({ homebrew: { homepage: undefined } });
    await run(made, true);
    const notes = made.env.events.flatMap((event) => (event.kind === "note" ? [event.text] : []));
    expect(notes.filter((text) => text.includes("brew audit"))).toEqual([
      expect.stringContaining("a homepage: set channels.homebrew.homepage"),
      expect.stringContaining("a license: set license in package.json"),
    ]);
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
    made.tap.commit(FORMULA, `${FORMULA_HEAD}\nclass Tool < Formula\n  version "${found}"\nend\n`);
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

  test.each([
    ["that somebody wrote, of an earlier version", 'class Tool < Formula\n  version "1.0.0"\nend\n'],
    ["that somebody wrote, of a later version", 'class Tool < Formula\n  version "9.0.0"\nend\n'],
    ["with our head further down", `# Mine\n${FORMULA_HEAD}\nclass Tool < Formula\n  version "1.0.0"\nend\n`],
    [
      "of ours without a version",
      `${FORMULA_HEAD}\nclass Tool < Formula\n  url "https://example.org/3"\nend\n`,
    ],
  ])("leaves a formula alone %s, and says how to hand it over", async (_what, text) => {
    const made = await place();
    made.tap.commit(FORMULA, text);
    const before = [treeState(made.root), made.tap.git("rev-parse", "main")];
    const fault = await caught(() => run(made));
    expect(fault).toMatchObject({ code: "tap-foreign", hint: expect.stringContaining(FORMULA_HEAD) });
    expect([treeState(made.root), made.tap.git("rev-parse", "main")]).toEqual(before);
  });

  test("tells what stands in the way before anything is published", async () => {
    const made = await place();
    const before = treeState(made.root);
    const tap = { ...sampleHomebrew().tap, url: `${made.tap.url}.none` };
    const missing = { homebrew: sampleHomebrew({ tap }) };
    const options = { ...made.options, config: { ...made.config, channels: missing } };
    expect((await caught(() => run({ ...made, options }))).code).toBe("tap-missing");
    expect(treeState(made.root)).toEqual(before);
  });

  test("a push that fails keeps neither the track nor the proof from happening, and is told at the end", async () => {
    const made = await place();
    const { options } = made;
    const { events } = made.env;
    const hook = join(new URL(made.tap.url).pathname, "hooks", "pre-receive");
    writeFileSync(hook, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    const fault = await caught(() => run({ ...made, options }));
    expect(fault.code).toMatch(/^tap-/u);
    expect(existsSync(join(made.root, "site", "stable", "latest.json"))).toBe(true);
    const journal: unknown = JSON.parse(readFileSync(join(made.env.dist, "publish.json"), "utf8"));
    expect(journal).toMatchObject({ isVerified: true });
    expect(events.flatMap((event) => (event.kind === "note" ? [event.text] : []))).toContainEqual(
      expect.stringContaining(`${fault.message}; the release itself is published`),
    );
    rmSync(hook);
    expect((await run({ ...made, options })).plan.map(({ kind }) => kind)).toEqual(["update-channel"]);
  });

  test("a tap that is gone stops nothing of what is published already, and is told at the end", async () => {
    const made = await place();
    await run(made);
    rmSync(join(made.root, "site", "stable"), { recursive: true });
    const tap = { ...sampleHomebrew().tap, url: `${made.tap.url}.none` };
    const config = { ...made.config, channels: { homebrew: sampleHomebrew({ tap }) } };
    const options = { ...made.options, config };
    expect((await caught(() => run({ ...made, options }))).code).toBe("tap-missing");
    expect(existsSync(join(made.root, "site", "stable", "latest.json"))).toBe(true);
    const journal: unknown = JSON.parse(readFileSync(join(made.env.dist, "publish.json"), "utf8"));
    expect(journal).toMatchObject({ isVerified: true });
  });

  test("says that a release without archives for Homebrew has no formula", async () => {
    const made = await place();
    const config = { ...made.config, targets: [] };
    expect((await caught(() => run({ ...made, options: { ...made.options, config } }))).code).toBe(
      "no-brew-target",
    );
  });
});
