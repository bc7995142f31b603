import { resolve } from "node:path";

import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { dataFolder, type PlacesEnv, runPlaces } from "./index.ts";

const HOME = "/home/u";

function env(platform: NodeJS.Platform, variables: PlacesEnv["variables"] = {}): PlacesEnv {
  return { platform, variables, home: HOME };
}

describe.skipIf(process.platform === "win32")("dataFolder()", () => {
  test.each<[string, PlacesEnv, string]>([
    ["of Linux", env("linux"), "/home/u/.local/share/chatty"],
    ["of XDG", env("linux", { XDG_DATA_HOME: "/data" }), "/data/chatty"],
    ["of XDG, unless it is relative", env("linux", { XDG_DATA_HOME: "data" }), "/home/u/.local/share/chatty"],
    ["of macOS", env("darwin", { XDG_DATA_HOME: "/data" }), "/home/u/Library/Application Support/chatty"],
    ["of Windows", env("win32", { LOCALAPPDATA: "/local" }), "/local/chatty"],
    ["of Windows without the variable", env("win32"), "/home/u/AppData/Local/chatty"],
    ["that is named", env("linux", { CHATTY_DATA_DIR: "/mine", XDG_DATA_HOME: "/data" }), "/mine"],
    ["for an empty name", env("linux", { CHATTY_DATA_DIR: "" }), "/home/u/.local/share/chatty"],
  ])("is the folder %s", (_what, given, expected) => {
    expect(dataFolder(given)).toBe(expected);
  });

  test("is none that is named from where this process happens to work", async () => {
    const fault = await caught(() => dataFolder(env("linux", { CHATTY_DATA_DIR: "mine" })));
    expect(fault).toMatchObject({ code: "bad-arguments", exitCode: 2 });
    expect(fault.hint).toBe(`Set it to "${resolve("mine")}"`);
  });
});

describe.skipIf(process.platform === "win32")("runPlaces()", () => {
  test.each<[string, PlacesEnv, string]>([
    ["below the data folder", env("linux"), "/home/u/.local/share/chatty/run"],
    [
      "the same in every session",
      env("linux", { XDG_RUNTIME_DIR: "/run/user/7" }),
      "/home/u/.local/share/chatty/run",
    ],
    [
      "below a data folder that is named",
      env("linux", { XDG_RUNTIME_DIR: "/r", CHATTY_DATA_DIR: "/m" }),
      "/m/run",
    ],
  ])("are %s", (_what, given, folder) => {
    expect(runPlaces(given)).toEqual({
      folder,
      socket: `${folder}/daemon.sock`,
      lock: `${folder}/daemon.lock`,
    });
  });
});
