import { resolve } from "node:path";

import { describe } from "vitest";

import { describeInterop } from "./testing/describe-interop.ts";

const MAIN = resolve(import.meta.dirname, "..", "main.ts");

describe.skipIf(process.platform === "win32")("the checkout, to", () => {
  describeInterop(() => [process.execPath, MAIN]);
});
