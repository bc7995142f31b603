/**
 * Publishes in stages as a process of its own, so that it can be killed:
 * `bun publish-program.ts <folder> [<api> <address of what is public>]`.
 */

import { recordingEnv } from "@slipway/build/testing";
import { join } from "node:path";

import { publishableConfig } from "./publishable-release.ts";
import { publishInStages } from "./stages.ts";
import { sampleConfig } from "../../testing/sample-release.ts";

const [root = "", api, web] = process.argv.slice(2);
const destination =
  api === undefined
    ? ({ kind: "dir", folder: join(root, "site") } as const)
    : ({ kind: "github", owner: "octo", name: "app", api } as const);
const downloads = `${web}/octo/app/releases/download/v{version}/{file}`;
const config = sampleConfig(root, publishableConfig(root, { destination, downloads }));
await publishInStages(config, recordingEnv(join(root, "dist")));
