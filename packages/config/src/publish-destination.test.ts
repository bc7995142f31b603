import { join } from "node:path";

import { caught, foreignProject, HELLO } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { loadConfig } from "./load.ts";
import type { PublishDestination } from "./publish-destination.ts";

function project(config: string): string {
  return foreignProject(
    { "src/main.ts": HELLO },
    { config: `{ apps: { hello: "src/main.ts" }, ${config} }` },
  );
}

async function destinationOf(config: string): Promise<PublishDestination | undefined> {
  return (await loadConfig(project(config))).destination;
}

const API = "https://api.github.com";

describe("the destination of releases", () => {
  test.each([
    ['repository: "https://github.com/octo/app"', { kind: "github", owner: "octo", name: "app", api: API }],
    [
      'repository: "https://github.com/octo/app.git"',
      { kind: "github", owner: "octo", name: "app", api: API },
    ],
    ['repository: "https://example.org/octo/app"', undefined],
    ["", undefined],
    [
      'publish: { github: { repository: "octo/app" } }',
      { kind: "github", owner: "octo", name: "app", api: API },
    ],
    [
      'repository: "https://git.example.org/octo/app", publish: { github: { api: "https://git.example.org/api/v3/" } }',
      { kind: "github", owner: "octo", name: "app", api: "https://git.example.org/api/v3" },
    ],
    [
      'publish: { github: { repository: "octo/app", api: "http://127.0.0.1:3000" } }',
      { kind: "github", owner: "octo", name: "app", api: "http://127.0.0.1:3000" },
    ],
  ])("of { %s }", async (config, expected) => {
    expect(await destinationOf(config)).toEqual(expected);
  });

  test("of a folder is the folder, whatever the repository", async () => {
    const root = project('repository: "https://github.com/octo/app", publish: { dir: "site" }');
    expect((await loadConfig(root)).destination).toEqual({ kind: "dir", folder: join(root, "site") });
    const downloads = "http://127.0.0.1:3000/v{version}/{file}";
    const served = project(
      `repository: "https://github.com/octo/app", publish: { dir: "site" }, downloads: "${downloads}"`,
    );
    expect((await loadConfig(served)).destination).toEqual({
      kind: "dir",
      folder: join(served, "site"),
      downloads,
    });
  });

  test.each([
    ["https://dl.example.com/{version}/{file}", "https://dl.example.com/v{version}/{file}"],
    ["https://dl.example.com/a/{file}", "https://dl.example.com/a/v{version}/{file}"],
    ["https://dl.example.com/a/app-v{version}/{file}", "https://dl.example.com/a/v{version}/{file}"],
    ["https://dl.example.com/v{version}/x/{file}", "https://dl.example.com/v{version}/{file}"],
    ["https://dl.example.com/get?v={version}&file={file}", "https://dl.example.com/v{version}/{file}"],
    ["https://dl.example.com/get?/v{version}/{file}", "https://dl.example.com/v{version}/{file}"],
  ])("of a folder refuses addresses that it will not have: %s", async (downloads, wanted) => {
    const config = project(`publish: { dir: "site" }, downloads: "${downloads}"`);
    const fault = await caught(() => loadConfig(config));
    expect(fault.details).toEqual([
      `downloads: found "${downloads}", wanted "${wanted}" or the like: publish.dir makes a folder v{version} of each release`,
    ]);
    await loadConfig(project(`publish: { dir: "site" }, downloads: "${wanted}"`));
  });

  test("of a folder takes addresses with a query behind the file", async () => {
    const downloads = "https://dl.example.com/a/v{version}/{file}?raw=1";
    await loadConfig(project(`publish: { dir: "site" }, downloads: "${downloads}"`));
  });

  test.each([
    ['publish: { dir: "site", github: {} }', "one destination: github or dir"],
    ['publish: { github: { repository: "app" } }', "an owner and a name, e.g. octo/app"],
    ['publish: { github: { api: "http://github.example.org" } }', "an https:// address"],
    ['publish: { github: { api: "https://me:secret@example.org" } }', "an https:// address"],
    ['publish: { waive: { hello: { "linux-x64": "later" } } }', "the reason, in at least ten characters"],
    ['publish: { waive: { other: { "linux-x64": "nobody has one" } } }', '"other" is none of the apps'],
    ['publish: { waive: { hello: { mars: "nobody has been there" } } }', 'it is not built for "mars"'],
  ])("refuses { %s }", async (config, says) => {
    const fault = await caught(() => loadConfig(project(config)));
    expect(fault.details.join("\n")).toContain(says);
  });

  test("keeps the reasons of waivers", async () => {
    const config = 'publish: { waive: { hello: { "linux-x64": "run by hand on the device" } } }';
    expect((await loadConfig(project(config))).waivers).toEqual({
      hello: { "linux-x64": "run by hand on the device" },
    });
  });
});
