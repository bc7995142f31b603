import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { hostTarget, sha256Text } from "@slipway/build";
import { recordingEnv } from "@slipway/build/testing";
import { caught, tempFolder } from "@slipway/testkit";
import { TARGET_IDS, TARGETS } from "@slipway/targets";
import { describe, expect, test } from "vitest";

import { type StartedHere, startHere } from "./started-here.ts";

const host = await hostTarget();
const FILE = `tool-${host}${TARGETS[host].suffix}`;

/** Starts programs that are scripts, as this machine's executables of a release. */
async function startScript(script: string, version = "1.2.3"): Promise<StartedHere> {
  const folder = tempFolder();
  const text = `#!/bin/sh\n${script}\n`;
  writeFileSync(join(folder, FILE), text);
  const digests = new Map([[FILE, sha256Text(text)]]);
  return startHere(folder, { version, shown: folder, digests, env: recordingEnv(folder) });
}

describe.skipIf(process.platform === "win32")("startHere()", () => {
  test.each(['echo "1.2.3"', 'echo "tool v1.2.3 (abc)"', '[ "$1" = --version ] && echo 1.2.3 >&2'])(
    "tells that the version was said: %s",
    async (script) => {
      expect(await startScript(script)).toEqual({ proven: true, text: expect.stringContaining(FILE) });
    },
  );

  test.each([
    ["echo 1.2.30", 'it says "1.2.30", wanted 1.2.3'],
    ["echo v1.2.4-beta.1", 'it says "v1.2.4-beta.1", wanted 1.2.3'],
    ["echo 1.2.3; exit 3", "it ended with exit code 3"],
    ["kill -9 $$", "it ended with SIGKILL"],
    ["kill -11 $$", "it ended with SIGSEGV"],
  ])("does not trust what can be started and does something else: %s", async (script, says) => {
    const fault = await caught(async () => startScript(script));
    expect(fault).toMatchObject({ code: "release-untrusted", exitCode: 5 });
    expect(fault.details).toEqual([expect.stringContaining(`${FILE}: `)]);
    expect(fault.details[0]).toContain(says);
  });

  test.each([
    ["true", 'it says "", wanted 1.2.3'],
    ["echo Hello from 127.0.0.1", 'it says "Hello from 127.0.0.1", wanted 1.2.3'],
    ["exit 126", "it ended with exit code 126"],
    ["exit 127", "it ended with exit code 127"],
    ["kill -4 $$", "it ended with SIGILL"],
  ])(
    "tells that nothing is proven where this machine does not run it, or it says no version: %s",
    async (script, says) => {
      expect(await startScript(script)).toEqual({ proven: false, text: expect.stringContaining(says) });
    },
  );

  test("does not blame a snapshot for saying the version that it is on the way to, and a pre-release does", async () => {
    const snapshot = await startScript("echo 1.2.3", "1.2.3-snapshot.abc");
    expect(snapshot).toEqual({ proven: false, text: expect.stringContaining("wanted 1.2.3-snapshot.abc") });
    const fault = await caught(async () => startScript("echo 1.2.3", "1.2.3-beta.1"));
    expect(fault.code).toBe("release-untrusted");
  });

  test("starts a copy in an empty folder, with nothing of the user, and leaves nothing behind", async () => {
    const place = join(tempFolder(), "told");
    const told = `ls -A > "${place}"; pwd >> "${place}"; echo "$HOME:$USER" >> "${place}"; echo "$0" >> "${place}"`;
    expect((await startScript(`${told}; echo 1.2.3`)).proven).toBe(true);
    const [home = "", seen, program = ""] = readFileSync(place, "utf8").split("\n");
    expect(seen).toBe(`${home}:`);
    expect(existsSync(home) || existsSync(program)).toBe(false);
  });

  test("says that nothing of the release is for this machine, or can be started on it", async () => {
    const folder = tempFolder();
    const env = recordingEnv(folder);
    const others = TARGET_IDS.filter((target) => target !== host && target !== "darwin-universal");
    const digests = new Map(others.map((target) => [`tool-${target}${TARGETS[target].suffix}`, ""]));
    expect(await startHere(folder, { version: "1.2.3", shown: folder, digests, env })).toEqual({
      proven: false,
      text: `the release has no executable for ${host}`,
    });
    mkdirSync(join(folder, "other"));
    writeFileSync(join(folder, "other", FILE), "no program at all");
    const own = new Map([[FILE, sha256Text("no program at all")]]);
    const found = await startHere(join(folder, "other"), {
      version: "1.2.3",
      shown: folder,
      digests: own,
      env,
    });
    expect(found).toEqual({
      proven: false,
      text: expect.stringMatching(/cannot be started here|ended with exit code 12[67]/u),
    });
  });

  test("does not start what changed after it was verified", async () => {
    const folder = tempFolder();
    const mark = join(folder, "started");
    writeFileSync(join(folder, FILE), `#!/bin/sh\ntouch "${mark}"\n`);
    const digests = new Map([[FILE, sha256Text("#!/bin/sh\n")]]);
    const options = { version: "1.2.3", shown: folder, digests, env: recordingEnv(folder) };
    expect((await caught(async () => startHere(folder, options))).code).toBe("release-untrusted");
    expect(existsSync(mark)).toBe(false);
  });
});
