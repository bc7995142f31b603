import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { type FirstCircumstances, otherCircumstances } from "./circumstances.ts";

const FIRST: FirstCircumstances = {
  variables: { HOME: "/home/someone", PATH: "/bin", TZ: "UTC", GIT_DIR: "/repository" },
  umask: 0o022,
  timeZone: "UTC",
  concurrency: 4,
};

describe("otherCircumstances()", () => {
  test("differ in all that should not matter", () => {
    const folder = tempFolder();
    const { variables, umask, concurrency, varied } = otherCircumstances(folder, FIRST);
    expect({ umask, concurrency }).toEqual({ umask: 0o077, concurrency: 3 });
    expect(variables).toMatchObject({
      HOME: join(folder, "home"),
      TMPDIR: join(folder, "tmp"),
      TZ: "Pacific/Kiritimati",
      LC_ALL: "tr_TR.UTF-8",
      PATH: "/bin",
    });
    expect(readdirSync(folder).toSorted()).toEqual(["home", "tmp"]);
    expect(varied).toContain("umask: 077 instead of 022");
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

  test("say what the clock does, whether it can be varied or not", () => {
    const { variables, varied, notVaried } = otherCircumstances(tempFolder(), FIRST);
    const library = variables["LD_PRELOAD"];
    const said = library === undefined ? notVaried : varied;
    expect(said.filter((line) => line.startsWith("clock: "))).toHaveLength(1);
    if (library !== undefined) expect(existsSync(library)).toBe(true);
  });
});
