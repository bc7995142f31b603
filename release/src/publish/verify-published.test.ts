import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Config } from "@slipway/config";
import type { Fault } from "@slipway/fault";
import { caught } from "@slipway/testkit";
import { expect, test } from "vitest";

import { served } from "../installers/testing/release-server.ts";
import { dirDestination } from "./dir/dir-destination.ts";
import { localRelease } from "./local-release.ts";
import { publish } from "./publish.ts";
import { NO_PATIENCE, type Publishable, publishableRelease } from "./testing/publishable-release.ts";
import { publishUnproven } from "./testing/stages.ts";
import { verifyPublished } from "./verify-published.ts";

/** A release that is published into a folder and not proven yet, and a server of files of any folder. */
async function publishedPlace(): Promise<
  Publishable & { readonly asked: string[]; readonly origin: string }
> {
  const made = await publishableRelease();
  await publishUnproven(made);
  const asked: string[] = [];
  const origin = await served((request, response) => {
    asked.push(request.url ?? "");
    response.end(readFileSync(join(made.root, "site", decodeURI(request.url ?? ""))));
  });
  return { ...made, asked, origin };
}

async function refused(made: Publishable, config: Config, changes: object): Promise<Fault> {
  const destination = dirDestination(join(made.root, "site"));
  const local = { ...localRelease(made.env.dist), ...changes };
  return caught(async () =>
    verifyPublished({ config, destination }, local, { env: made.env, patience: NO_PATIENCE }),
  );
}

test.each([
  ["bytes", { checksums: "a".repeat(64) }, "checksums.txt: its SHA-256 is "],
  ["version", { version: "9.9.9" }, "it is of version 1.2.3, wanted 9.9.9"],
])("another release that the same key signed is no proof: of other %s", async (_what, changes, says) => {
  const made = await publishedPlace();
  const fault = await refused(made, made.config, changes);
  expect(fault).toMatchObject({ code: "published-untrusted", exitCode: 5 });
  expect(fault.details.join("\n")).toContain(says);
});

test("what is in a folder is looked at where people get it, once the configuration says where that is", async () => {
  const made = await publishedPlace();
  const downloads = `${made.origin}/v{version}/{file}`;
  const folder = join(made.root, "site");
  const config: Config = { ...made.config, downloads, destination: { kind: "dir", folder, downloads } };
  // A folder of that name in the project is not what is looked at.
  mkdirSync(join(made.root, "v1.2.3"));
  const published = await publish({ ...made.options, config }, made.env);
  expect(published).toMatchObject({ verify: "v1.2.3", verification: { version: "1.2.3" } });
  expect(made.asked).toHaveLength(made.record.artifacts.length);
});

test("the default of addresses says nothing of a folder", async () => {
  const made = await publishedPlace();
  const config = { ...made.config, downloads: `${made.origin}/v{version}/{file}` };
  await publish({ ...made.options, config }, made.env);
  expect(made.asked).toEqual([]);
});
