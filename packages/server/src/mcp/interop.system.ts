import { afterAll, beforeAll, describe } from "vitest";

import { buildChatty } from "../testing/both.ts";
import { describeInterop } from "./testing/describe-interop.ts";

describe.skipIf(process.platform === "win32")("the executable that slipway build makes, to", () => {
  let built: Awaited<ReturnType<typeof buildChatty>> | undefined;

  beforeAll(async () => {
    built = await buildChatty();
  });
  afterAll(() => built?.remove());

  describeInterop(() => [built?.executable ?? "not built"]);
});
