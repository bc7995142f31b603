import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, GITHUB_TOKEN } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { destinationPlace } from "./destination-place.ts";
import { place, type Place } from "./testing/github-place.ts";
import { envWith, NO_PATIENCE, publishableRelease } from "./testing/publishable-release.ts";

const MARKER = `<!-- slipway: publisher=one checksums=${"0".repeat(64)} -->`;

async function shown(
  { config, env }: Place,
  { token = GITHUB_TOKEN, checksums }: { readonly token?: string; readonly checksums?: string } = {},
): Promise<string> {
  const variables = token === "" ? {} : { GITHUB_TOKEN: token };
  const found = await destinationPlace("v1.2.3", {
    config,
    env: envWith(env, variables),
    checksums,
    patience: NO_PATIENCE,
  });
  const address = found.kind === "address" ? found.address : undefined;
  const [a, b] = [await address?.addressOf("a"), await address?.addressOf("b")];
  return `${address?.shown}: ${a?.split("/").at(-1)}, ${b}`;
}

describe("destinationPlace()", () => {
  test("finds the release in a folder, else its draft, else nothing", async () => {
    const made = await publishableRelease();
    const find = async () => destinationPlace("v1.2.3", { ...made, patience: NO_PATIENCE });
    expect((await caught(find)).code).toBe("no-draft");
    const [draft, release] = [".v1.2.3.draft", "v1.2.3"].map((name) => join(made.root, "site", name));
    mkdirSync(draft ?? "", { recursive: true });
    writeFileSync(join(draft ?? "", "checksums.txt"), `${"0".repeat(64)}  tool\n`);
    for (const name of ["tool", "checksums.txt.minisig"]) writeFileSync(join(draft ?? "", name), "");
    expect(await find()).toEqual({ kind: "folder", folder: draft });
    mkdirSync(release ?? "");
    expect(await find()).toEqual({ kind: "folder", folder: release });
    rmSync(draft ?? "", { recursive: true });
    expect(await find()).toEqual({ kind: "folder", folder: release });
  });

  test.each([
    ["nothing", {}],
    ["no list", { tool: "" }],
    ["not all that is listed", { "checksums.txt": `${"0".repeat(64)}  tool\n` }],
    ["no list that can be read", { "checksums.txt": "tool", tool: "" }],
    ["no signature", { "checksums.txt": `${"0".repeat(64)}  tool\n`, tool: "" }],
    ["a part of a file", { "checksums.txt": "", ".tool.0123456789abcdef.part": "" }],
  ])("says of a draft in a folder that has %s that it is not whole yet", async (_what, files) => {
    const made = await publishableRelease();
    const draft = join(made.root, "site", ".v1.2.3.draft");
    mkdirSync(draft, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(draft, name), text);
    const fault = await caught(async () => destinationPlace("v1.2.3", { ...made, patience: NO_PATIENCE }));
    expect(fault).toMatchObject({
      code: "no-draft",
      message: "Cannot verify the draft of v1.2.3: it is not whole yet",
      hint: "Finish it: slipway publish --draft",
    });
  });

  test("finds at GitHub what is published, else the oldest draft that Slipway made, else nothing", async () => {
    const made = await place();
    const repository = made.server.repository("octo/app");
    const draft = { tag: "v1.2.3", draft: true, assets: { a: "a" } };
    await repository.addRelease(draft);
    expect((await caught(() => shown(made))).code).toBe("no-draft");
    const first = await repository.addRelease({ ...draft, body: MARKER });
    await repository.addRelease({ ...draft, body: MARKER });
    expect(await shown(made)).toBe(`draft of v1.2.3 in octo/app: ${first.assets[0]?.id}, undefined`);
    const published = await repository.addRelease({ ...draft, draft: false });
    expect(await shown(made)).toBe(`v1.2.3 in octo/app: ${published.assets[0]?.id}, undefined`);
    expect(await shown(made, { token: "" })).toBe(
      `v1.2.3 in octo/app: ${published.assets[0]?.id}, undefined`,
    );
  });

  test("looks again for a draft that is not shown yet, and where GitHub fails", async () => {
    const made = await place();
    const repository = made.server.repository("octo/app");
    await repository.addRelease({ tag: "v1.2.3", draft: true, body: MARKER, assets: { a: "a" } });
    const operation = "repos/list-releases";
    made.server.misbehave({ operation, does: { kind: "late" } });
    made.server.misbehave({ operation, nth: 2, times: 4, does: { kind: "refuse", status: 500 } });
    expect(await shown(made)).toMatch(/^draft of v1\.2\.3 /u);
    expect(made.server.unusedMisbehaviours()).toEqual([]);
  });

  test("finds the draft that was made of the files that are meant, and no other", async () => {
    const made = await place();
    const repository = made.server.repository("octo/app");
    const draft = { tag: "v1.2.3", draft: true, assets: { a: "a" } };
    await repository.addRelease({ ...draft, body: MARKER });
    const own = await repository.addRelease({ ...draft, body: MARKER.replaceAll("0", "1") });
    const checksums = "1".repeat(64);
    expect(await shown(made, { checksums })).toContain(`: ${own.assets[0]?.id}, `);
    const fault = await caught(() => shown(made, { checksums: "2".repeat(64) }));
    expect(fault).toMatchObject({
      code: "no-draft",
      message: expect.stringContaining(`(${"2".repeat(64)})`),
    });
  });

  test("waits for files that are not listed yet", async () => {
    const made = await place();
    const release = await made.server
      .repository("octo/app")
      .addRelease({ tag: "v1.2.3", draft: true, body: MARKER, assets: { a: "a" } });
    const operation = "repos/list-release-assets";
    made.server.misbehave({ operation, times: 3, does: { kind: "late" } });
    expect(await shown(made)).toContain(`: ${release.assets[0]?.id}, undefined`);
    expect(made.server.unusedMisbehaviours()).toEqual([]);
  });

  test("says that GitHub shows no drafts without a token", async () => {
    const made = await place();
    await made.server.repository("octo/app").addRelease({ tag: "v1.2.3", draft: true, body: MARKER });
    expect((await caught(() => shown(made, { token: "" }))).code).toBe("no-token");
  });
});
