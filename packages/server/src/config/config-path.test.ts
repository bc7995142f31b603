import { resolve } from "node:path";

import { expect, test } from "vitest";

import { configPath } from "./config-path.ts";

const home = "/home/ada";

test.each([
  ["linux", {}, "/home/ada/.config/chatty/chatty.config.json"],
  ["linux", { XDG_CONFIG_HOME: "/etc/ada" }, "/etc/ada/chatty/chatty.config.json"],
  ["linux", { XDG_CONFIG_HOME: "relative" }, "/home/ada/.config/chatty/chatty.config.json"],
  ["linux", { CHATTY_CONFIG: "" }, "/home/ada/.config/chatty/chatty.config.json"],
  ["darwin", {}, "/home/ada/Library/Application Support/chatty/chatty.config.json"],
  [
    "darwin",
    { XDG_CONFIG_HOME: "/etc/ada" },
    "/home/ada/Library/Application Support/chatty/chatty.config.json",
  ],
] as const)("configPath() on %s with %j", (platform, variables, path) => {
  expect(configPath({ variables, platform, home })).toEqual({ path, isNamed: false });
});

test("configPath() on Windows is in the folder for settings that roam", () => {
  const variables = { APPDATA: "C:\\Users\\Ada\\AppData\\Roaming" };
  const path = "C:\\Users\\Ada\\AppData\\Roaming\\chatty\\chatty.config.json";
  expect(configPath({ variables, platform: "win32", home })).toEqual({ path, isNamed: false });
  expect(configPath({ variables: {}, platform: "win32", home: "C:\\Users\\Ada" }).path).toBe(path);
});

test("configPath() takes what is named: the flag, else the variable", () => {
  const variables = { CHATTY_CONFIG: "/a/b.json" };
  expect(configPath({ variables, platform: "linux", home })).toEqual({ path: "/a/b.json", isNamed: true });
  expect(configPath({ flag: "c.json", variables, platform: "linux", home })).toEqual({
    path: resolve("c.json"),
    isNamed: true,
  });
});
