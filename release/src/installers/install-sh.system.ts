/** Installs, upgrades and uninstalls from a server on loopback, in each of the shells people have. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { runProgram, tempFolder, treeState } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { releaseServer } from "./testing/release-server.ts";
import { leftIn, type Place, runInstaller, scriptOf, userPlace } from "./testing/run-installer.ts";
import { sampleExecutable, sampleProduct, type SampleProduct } from "./testing/sample-product.ts";

const SHELLS = ["dash", "busybox sh", "bash", "bash --posix", "zsh", "sh"];
const INSTALLED = { bin: [".tool-install", "tool", "tool-helper"], state: ["receipt"], temporary: [] };
const NOTHING = { bin: [], state: [], temporary: [] };

async function installed(product: SampleProduct = sampleProduct("1.2.3")): Promise<Place> {
  const { downloads } = await releaseServer([product]);
  const place = userPlace(scriptOf(product), downloads);
  expect(await runInstaller(place, { args: ["--quiet"] })).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  return place;
}

function expectVersion(place: Place, version: string): void {
  for (const name of ["tool", "tool-helper"]) {
    const [text, wanted] = [readFileSync(join(place.bin, name), "utf8"), sampleExecutable(name, version)];
    // The whole texts are too long for a message.
    expect([text.split("\n")[2], text === wanted]).toEqual([wanted.split("\n")[2], true]);
  }
}

test("shellcheck finds nothing", () => {
  const folder = tempFolder();
  writeFileSync(join(folder, "install.sh"), scriptOf(sampleProduct("1.2.3")));
  expect(
    runProgram(
      [
        "shellcheck",
        "-s",
        "sh",
        "-o",
        "all",
        "-e",
        "SC2250,SC2310,SC2312,SC2311,SC2248,SC2249,SC2292",
        "install.sh",
      ],
      { cwd: folder },
    ),
  ).toEqual({ exitCode: 0, stdout: "", stderr: "" });
});

describe.each(SHELLS)("%s", (name) => {
  const shell = name.split(" ");

  test.each([[true], [false]])(
    "installs, does nothing, upgrades and uninstalls (piped: %s)",
    async (piped) => {
      const [old, next] = [sampleProduct("1.2.3"), sampleProduct("1.10.0-beta.2")];
      const server = await releaseServer([old, next]);
      const place = userPlace(scriptOf(old), server.downloads);
      writeFileSync(join(place.home, ".bashrc"), "alias ll='ls -l'\n");
      const before = treeState(place.home);

      const first = await runInstaller(place, { shell, piped });
      expect(first).toMatchObject({ exitCode: 0, stdout: "" });
      expect(first.stderr).toContain(`Installed tool 1.2.3 in ${place.bin}\n`);
      expectVersion(place, "1.2.3");
      expect(leftIn(place)).toEqual(INSTALLED);
      expect(server.requests).toHaveLength(2);

      const again = await runInstaller(place, { shell, piped });
      expect(again.stderr).toContain(`tool 1.2.3 is in ${place.bin} already\n`);
      expect(server.requests).toHaveLength(2);

      writeFileSync(place.script, scriptOf(next));
      const upgrade = await runInstaller(place, { shell, piped });
      expect(upgrade.stderr).toContain(`Installed tool 1.10.0-beta.2 in ${place.bin} (was 1.2.3)\n`);
      expectVersion(place, "1.10.0-beta.2");

      writeFileSync(place.script, scriptOf(old));
      const back = await runInstaller(place, { shell, piped });
      expect(back.exitCode).toBe(1);
      expect(back.stderr).toContain("1.10.0-beta.2, which is newer\n  → To go back to it: --version 1.2.3");
      expectVersion(place, "1.10.0-beta.2");
      expect((await runInstaller(place, { shell, piped, args: ["--version", "1.2.3"] })).exitCode).toBe(0);
      expectVersion(place, "1.2.3");

      const gone = await runInstaller(place, { shell, piped, args: ["--uninstall"] });
      expect(gone).toMatchObject({ exitCode: 0, stdout: "" });
      expect(filesOf(treeState(place.home))).toEqual(filesOf(before));
      expect(leftIn(place)).toEqual(NOTHING);
    },
  );

  test("installs another version by that version's installer", async () => {
    const [old, next] = [sampleProduct("1.2.3"), sampleProduct("2.0.0")];
    const { downloads } = await releaseServer([old, next]);
    const place = userPlace(scriptOf(next), downloads);
    const ran = await runInstaller(place, { shell, args: ["--version=v1.2.3", "--quiet"] });
    expect(ran).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expectVersion(place, "1.2.3");
    expect(leftIn(place)).toEqual(INSTALLED);
  });

  test("does nothing when the script was cut anywhere", async () => {
    const place = await installed();
    const script = scriptOf(sampleProduct("1.2.4"));
    const before = treeState(place.home);
    const ends = Array.from({ length: 8 }, (_, index) => script.length - 2 - index);
    const others = Array.from({ length: 12 }, (_, index) => Math.floor((script.length * index) / 12));
    for (const end of [...ends, ...others]) {
      writeFileSync(place.script, script.slice(0, end));
      await runInstaller(place, { shell, piped: true });
      expect(treeState(place.home), `cut at ${end}`).toEqual(before);
    }
  });
});

/** `treeState` without folders: those that programs share stay. */
function filesOf(state: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(state).filter(([, what]) => !what.startsWith("folder ")));
}
