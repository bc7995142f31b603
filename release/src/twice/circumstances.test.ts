import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { type Circumstances, type FirstCircumstances, otherCircumstances } from "./circumstances.ts";
import { whatVaried } from "./varied.ts";

const FIRST: FirstCircumstances = {
  variables: {
    HOME: "/home/someone",
    PATH: "/bin",
    TZ: "UTC",
    GIT_DIR: "/repository",
    XDG_CACHE_HOME: "/home/someone/cache",
    BUN_INSTALL_CACHE_DIR: "/home/someone/bun",
  },
  umask: 0o022,
  timeZone: "UTC",
  concurrency: 4,
};

describe("otherCircumstances()", () => {
  test("differ in all that should not matter", () => {
    const folder = tempFolder();
    const { variables, umask, concurrency } = otherCircumstances(folder, FIRST);
    expect({ umask, concurrency }).toEqual({ umask: 0o077, concurrency: 3 });
    expect(variables).toMatchObject({
      HOME: join(folder, "home"),
      TMPDIR: join(folder, "tmp"),
      TZ: "Pacific/Kiritimati",
      LC_ALL: "tr_TR.UTF-8",
      PATH: "/bin",
      XDG_CACHE_HOME: join(folder, "home", ".cache"),
      BUN_INSTALL_CACHE_DIR: join(folder, "home", ".cache"),
    });
    expect(readdirSync(folder).toSorted()).toEqual(["home", "tmp"]);
  });

  test("differ also from a first run that is already unusual", () => {
    const first = {
      variables: { LC_ALL: "tr_TR.UTF-8" },
      umask: 0o077,
      timeZone: "Pacific/Kiritimati",
      concurrency: 1,
    };
    const { variables, umask, concurrency } = otherCircumstances(tempFolder(), first);
    expect({ umask, concurrency }).toEqual({ umask: 0o022, concurrency: 2 });
    expect(variables).toMatchObject({ TZ: "Pacific/Pago_Pago", LC_ALL: "de_DE.UTF-8" });
  });

  test("leave git to the copied repository", () => {
    expect(otherCircumstances(tempFolder(), FIRST).variables).not.toHaveProperty("GIT_DIR");
  });

  test("name the library of the clock where there is one", () => {
    const { variables, clockLibrary } = otherCircumstances(tempFolder(), FIRST);
    expect(variables["LD_PRELOAD"]).toBe(clockLibrary);
    if (clockLibrary !== undefined) expect(existsSync(clockLibrary)).toBe(true);
  });
});

describe("whatVaried()", () => {
  const made: Circumstances = {
    variables: { TZ: "Pacific/Kiritimati", LC_ALL: "tr_TR.UTF-8" },
    umask: 0o077,
    concurrency: 3,
    clockLibrary: undefined,
    first: FIRST,
  };
  const clockLibrary = "/usr/lib/faketime/libfaketimeMT.so.1";
  const aheadMs = 400 * 24 * 60 * 60 * 1000 - 1234;

  test("says what the second run saw", () => {
    const { varied, notVaried } = whatVaried(
      { ...made, clockLibrary },
      { aheadMs, timeZone: "Pacific/Kiritimati" },
    );
    expect(varied).toContain("umask: 077 instead of 022");
    expect(varied).toContain("clock: 400 days later");
    expect(varied).toContain("time zone: Pacific/Kiritimati instead of UTC");
    expect(notVaried).toEqual([]);
  });

  test("claims nothing that the second run did not see", () => {
    const { varied, notVaried } = whatVaried({ ...made, clockLibrary }, { aheadMs: 12, timeZone: "UTC" });
    expect(varied.join("\n")).not.toMatch(/clock|time zone/u);
    expect(notVaried).toEqual([
      `clock: ${clockLibrary} has no effect on this machine`,
      "time zone: Pacific/Kiritimati has no effect on this machine",
    ]);
  });

  test("says why the clock is the same where no library is", () => {
    const seen = { aheadMs: 0, timeZone: "Pacific/Kiritimati" };
    const { notVaried } = whatVaried(made, seen);
    expect(notVaried).toEqual([
      process.platform === "linux" ? "clock: faketime is not installed" : expect.stringContaining("clock: "),
    ]);
  });
});
