/** Updates a tap as a process of its own, so that it can be killed: `bun update-program.ts <address> <file>`. */

import { recordingEnv } from "@slipway/build/testing";
import { tmpdir } from "node:os";

import { updateTap } from "../update-tap.ts";
import { sampleUpdate } from "./sample-update.ts";

const [url = "", path] = process.argv.slice(2);
const env = recordingEnv(tmpdir(), { variables: { PATH: process.env["PATH"] } });
await updateTap(sampleUpdate(url, path === undefined ? {} : { path, message: path }), env);
