/** One installation at a time in one folder, also where an earlier one was killed. */

import { mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";

import { expect, test } from "vitest";

import { releaseServer, served } from "./testing/release-server.ts";
import {
  expectError,
  leftIn,
  type Place,
  runInstaller,
  scriptOf,
  toolFolder,
  TOOLS,
  userPlace,
  writeProgram,
} from "./testing/run-installer.ts";
import { sampleProduct } from "./testing/sample-product.ts";

const INSTALLED = { bin: [".tool-install", "tool", "tool-helper"], state: ["receipt"], temporary: [] };
/** More than a number of a process can be. */
const ENDED = "process:4999999:1";

async function freshPlace(): Promise<Place> {
  const product = sampleProduct("1.2.3");
  return userPlace(scriptOf(product), (await releaseServer([product])).downloads);
}

/** Leaves a lock with that text. */
function withLock(place: Place, text: string): string {
  const lock = join(place.bin, ".tool-install", "lock.1");
  mkdirSync(join(lock, ".."), { recursive: true });
  symlinkSync(text, lock);
  return lock;
}

test("a folder where a process is installing is left alone", async () => {
  const place = await freshPlace();
  const lock = withLock(place, `process:${process.pid}:`);
  const says = `process ${process.pid} is installing there`;
  expectError(await runInstaller(place), { exitCode: 4, says });
  expect(readlinkSync(lock)).toBe(`process:${process.pid}:`);
  rmSync(lock);
  const runs = await Promise.all(Array.from({ length: 4 }, async () => runInstaller(place)));
  expect(runs.filter((ran) => ran.exitCode === 0).length).toBeGreaterThan(0);
  for (const ran of runs) expect([0, 4], ran.stderr).toContain(ran.exitCode);
  expect(leftIn(place)).toEqual(INSTALLED);
});

test.each([
  ["that has ended", ENDED],
  ["whose number another one has now", `process:${process.pid}:1`],
])("the lock of a process %s is taken over", async (_what, text) => {
  const place = await freshPlace();
  withLock(place, text);
  const ran = await runInstaller(place);
  expect(ran.exitCode, ran.stderr).toBe(0);
  expect(leftIn(place)).toEqual(INSTALLED);
});

test("of two that find the lock of a process that has ended, the slower one leaves the other's alone", async () => {
  const product = sampleProduct("1.2.3");
  const [looked, downloading] = [
    Promise.withResolvers<ServerResponse>(),
    Promise.withResolvers<ServerResponse>(),
  ];
  let waited = false;
  const origin = await served((request, response) => {
    if (request.url !== "/looked") downloading.resolve(response);
    else if (waited) response.end();
    else {
      waited = true;
      looked.resolve(response);
    }
  });
  const place = userPlace(scriptOf(product), `${origin}/{file}`);
  withLock(place, ENDED);
  const path = toolFolder([...TOOLS, "sha256sum", "curl"].filter((name) => name !== "readlink"));
  // Waits after its look at the lock until the server answers.
  writeProgram(
    join(path, "readlink"),
    `${Bun.which("readlink") ?? ""} "$@" || exit 1\nexec curl -s ${origin}/looked`,
  );
  const slower = runInstaller(place, { env: { PATH: path } });
  const go = await looked.promise;
  const args = ["--target", "linux-x64"];
  const faster = runInstaller(place, { args, env: { PATH: toolFolder([...TOOLS, "sha256sum", "curl"]) } });
  const download = await downloading.promise;
  go.end();
  expectError(await slower, { exitCode: 4, says: "is installing there" });
  download.end(product.files.get("tool-linux-x64.tar.gz"));
  const ran = await faster;
  expect(ran.exitCode, ran.stderr).toBe(0);
  expect(leftIn(place)).toEqual(INSTALLED);
});
