import { homedir } from "node:os";

import { caught } from "@slipway/testkit";
import { expect, test } from "vitest";

import { homeFolder } from "./home-folder.ts";

test("homeFolder() is what the system says, or says what to set", async () => {
  expect(homeFolder()).toBe(homedir());
  expect(await caught(() => homeFolder(unknown))).toMatchObject({
    code: "home-unknown",
    exitCode: 4,
    message: expect.stringContaining("HOME is not set"),
    hint: "Set HOME to a folder of yours",
  });
});

function unknown(): never {
  throw Object.assign(new Error("ENOENT: uv_os_homedir"), { code: "ENOENT", syscall: "uv_os_homedir" });
}
