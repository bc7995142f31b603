/** Publishes as a process of its own, so that it can be killed: `bun publish-program.ts <api or ""> <folder>`. */

import { sampleConfig } from "../../testing/sample-release.ts";
import { recordingEnv } from "@slipway/build/testing";
import { join } from "node:path";

import { publish } from "../publish.ts";
import { publishableConfig, publishOptions } from "./publishable-release.ts";

const [api = "", root = ""] = process.argv.slice(2);
const destination =
  api === ""
    ? ({ kind: "dir", folder: join(root, "site") } as const)
    : ({ kind: "github", owner: "octo", name: "app", api } as const);
const config = sampleConfig(root, publishableConfig(root, { destination }));
await publish(publishOptions(config), recordingEnv(join(root, "dist")));
