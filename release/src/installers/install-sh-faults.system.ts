/** Servers, networks, disks and homes that are in the way: one clear error, and what was there stays. */

import { chmodSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { runProgram, treeState } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { type Misbehaviour, releaseServer } from "./testing/release-server.ts";
import {
  expectError,
  leftIn,
  runInstaller,
  scriptOf,
  toolFolder,
  TOOLS,
  userPlace,
  withoutWaiting,
} from "./testing/run-installer.ts";
import { sampleExecutable, sampleProduct, type SampleProduct } from "./testing/sample-product.ts";

const NOTHING = { bin: [], state: [], temporary: [] };
const INSTALLED = { bin: [".tool-install", "tool", "tool-helper"], state: ["receipt"], temporary: [] };

const archives = /^tool-.*\.tar\.gz$/u;

/** The same for the archive of every target, so that it happens on every machine. */
function forArchives(product: SampleProduct, misbehave: Misbehaviour): Record<string, Misbehaviour> {
  const names = [...product.files.keys()].filter((name) => archives.test(name));
  return Object.fromEntries(names.map((name) => [name, misbehave]));
}

/** With curl, with GNU wget, with the wget of busybox. */
const DOWNLOADERS: readonly (readonly [string, () => string])[] = [
  ["curl", () => toolFolder([...TOOLS, "sha256sum", "curl"])],
  ["GNU wget", () => toolFolder([...TOOLS, "sha256sum", "wget"])],
  ["busybox wget", () => busyboxWget()],
];

function busyboxWget(): string {
  const folder = toolFolder([...TOOLS, "sha256sum"]);
  symlinkSync(Bun.which("busybox") ?? "busybox", join(folder, "wget"));
  return folder;
}

describe.each(DOWNLOADERS)("with %s", (_tool, folder) => {
  test.each<[string, Misbehaviour, number, string]>([
    ["404", (response) => response.writeHead(404).end("no"), 1, "the server has no such file (404)"],
    ["403", (response) => response.writeHead(403).end("no"), 1, "the server answers 403"],
    ["500", (response) => response.writeHead(500).end("no"), 4, "500"],
    [
      "a cut body",
      (response, bytes) => {
        response.writeHead(200, { "content-length": bytes.length });
        response.write(bytes.subarray(0, bytes.length / 2));
        setImmediate(() => response.destroy());
      },
      4,
      "Cannot download",
    ],
    [
      "a flipped byte",
      (response, bytes) => response.end(Buffer.from(bytes.with(1000, (bytes[1000] ?? 0) ^ 1))),
      5,
      "its SHA-256 is",
    ],
    ["fewer bytes", (response, bytes) => response.end(bytes.subarray(1)), 5, "bytes, wanted"],
    [
      "a web page",
      (response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>Log in</html>"),
      5,
      "it has 19 bytes, wanted",
    ],
    ["nothing", (response) => response.end(), 5, "it has 0 bytes, wanted"],
  ])("a server that answers with %s", async (_what, misbehave, exitCode, says) => {
    const product = sampleProduct("1.2.3");
    const server = await releaseServer([product], forArchives(product, misbehave));
    const place = userPlace(scriptOf(product), server.downloads);
    const ran = await runInstaller(place, { env: { PATH: withoutWaiting(folder()) } });
    expectError(ran, { exitCode, says });
    expect(leftIn(place)).toEqual(NOTHING);
    expect(treeState(place.home)).toEqual({});
  });

  test("a server that never stops", async () => {
    const product = sampleProduct("1.2.3");
    const server = await releaseServer(
      [product],
      forArchives(product, (response, bytes) => {
        const more = (): void => {
          while (!response.destroyed && response.write(bytes));
        };
        response.writeHead(200);
        response.on("drain", more);
        more();
      }),
    );
    const place = userPlace(scriptOf(product), server.downloads);
    const ran = await runInstaller(place, { env: { PATH: withoutWaiting(folder()) } });
    expect(ran.exitCode).not.toBe(0);
    expect(leftIn(place)).toEqual(NOTHING);
  });

  test("a server that goes well after two failures and then sends elsewhere", async () => {
    const product = sampleProduct("1.2.3");
    let requests = 0;
    const server = await releaseServer(
      [product],
      forArchives(product, (response, bytes) => {
        requests += 1;
        if (requests <= 2) response.writeHead(503).end();
        else if (requests === 3) response.writeHead(302, { location: server.requests.at(-1) ?? "" }).end();
        else response.end(bytes);
      }),
    );
    const place = userPlace(scriptOf(product), server.downloads);
    const ran = await runInstaller(place, { env: { PATH: withoutWaiting(folder()) } });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(ran.stderr.match(/Download failed/gu)).toHaveLength(2);
    expect(leftIn(place)).toEqual(INSTALLED);
  });

  test("a server that sends around in circles", async () => {
    const product = sampleProduct("1.2.3");
    const server = await releaseServer(
      [product],
      forArchives(product, (response) => {
        response.writeHead(302, { location: `${server.origin}${server.requests[0] ?? ""}` }).end();
      }),
    );
    const place = userPlace(scriptOf(product), server.downloads);
    const ran = await runInstaller(place, { env: { PATH: withoutWaiting(folder()) } });
    expectError(ran, { exitCode: 4, says: "Cannot download" });
    expect(leftIn(place)).toEqual(NOTHING);
  });
});

test("a server that stops in the middle and stays silent", async () => {
  const product = sampleProduct("1.2.3");
  const server = await releaseServer(
    [product],
    forArchives(product, (response, bytes) => {
      response.writeHead(200, { "content-length": bytes.length });
      response.write(bytes.subarray(0, 1000));
    }),
  );
  const impatient = scriptOf(product)
    .replace("connect_seconds=30", "connect_seconds=1")
    .replace("attempts=3", "attempts=1");
  const place = userPlace(impatient, server.downloads);
  expectError(await runInstaller(place), { exitCode: 4, says: "the server is too slow" });
  expect(leftIn(place)).toEqual(NOTHING);
});

test("a server that says nothing at all, where no program but curl limits the time", async () => {
  const product = sampleProduct("1.2.3");
  const server = await releaseServer(
    [product],
    forArchives(product, () => undefined),
  );
  const impatient = scriptOf(product)
    .replace("connect_seconds=30", "connect_seconds=600")
    .replace("total_seconds=3600", "total_seconds=1")
    .replace("attempts=3", "attempts=1");
  const place = userPlace(impatient, server.downloads);
  const path = toolFolder([...TOOLS, "curl", "sha256sum"].filter((name) => name !== "timeout"));
  const ran = await runInstaller(place, { env: { PATH: path } });
  expectError(ran, { exitCode: 4, says: "the server is too slow" });
  expect(leftIn(place)).toEqual(NOTHING);
});

test("a server that is not there", async () => {
  const product = sampleProduct("1.2.3");
  const place = userPlace(scriptOf(product), "http://127.0.0.1:1/{file}");
  expectError(await runInstaller(place), { exitCode: 4, says: "cannot be reached" });
  expect(treeState(place.home)).toEqual({});
});

test.each([
  ["http://example.com/{file}", "it is no https:// address"],
  ["http://127.0.0.1.example.com/{file}", "it is no https:// address"],
  ["http://localhost.example.com/{file}", "it is no https:// address"],
  ["http://127.0.0.1@example.com/{file}", "it is no https:// address"],
  ["http://127.0.0.1:80@example.com/{file}", "it is no https:// address"],
  ["file:///etc/{file}", "it is no https:// address"],
])("%s is no mirror", async (downloads, says) => {
  const place = userPlace(scriptOf(sampleProduct("1.2.3")), downloads);
  expectError(await runInstaller(place), { exitCode: 2, says });
});

test("a failed upgrade leaves the old version as it was", async () => {
  const [old, next] = [sampleProduct("1.2.3"), sampleProduct("1.2.4")];
  const first = await releaseServer([old]);
  const place = userPlace(scriptOf(old), first.downloads);
  expect((await runInstaller(place)).exitCode).toBe(0);
  const before = treeState(place.home);
  const server = await releaseServer(
    [next],
    forArchives(next, (response, bytes) => response.end(bytes.subarray(1))),
  );
  writeFileSync(place.script, scriptOf(next));
  const ran = await runInstaller(place, { env: { TOOL_INSTALL_DOWNLOADS: server.downloads } });
  expectError(ran, { exitCode: 5, says: "bytes, wanted" });
  expect(treeState(place.home)).toEqual(before);
});

test("an executable that does not run here is not installed", async () => {
  const executables = { tool: "#!/bin/sh\necho 'GLIBC_2.99 not found' >&2\nexit 1\n" };
  const product = sampleProduct("1.2.3", { executables });
  const server = await releaseServer([product]);
  const place = userPlace(scriptOf(product), server.downloads);
  const ran = await runInstaller(place);
  expectError(ran, { exitCode: 1, says: '"tool --version" fails here' });
  expect(ran.stderr).toContain("GLIBC_2.99 not found\nerror: ");
  expect(treeState(place.home)).toEqual({});
});

/** A disk of its own for a home until the test is done. Needs root. */
function smallDisk(folder: string, options: string): void {
  const { exitCode, stderr } = runProgram(["mount", "-t", "tmpfs", "-o", options, "none", folder], {
    cwd: "/",
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  onTestFinished(() => {
    runProgram(["umount", folder], { cwd: "/" });
  });
}

describe("on a full disk", () => {
  test.each([
    "size=8k",
    "size=24k",
    "size=40k",
    "size=60k",
    "size=100k",
    "nr_inodes=5",
    "nr_inodes=8",
    "nr_inodes=11",
  ])("of %s", async (options) => {
    const product = sampleProduct("1.2.3");
    const server = await releaseServer([product]);
    const place = userPlace(scriptOf(product), server.downloads);
    smallDisk(place.home, options);
    const ran = await runInstaller(place, {
      env: { PATH: withoutWaiting(toolFolder([...TOOLS, "curl", "sha256sum"])) },
    });
    expectError(ran, { exitCode: 4, says: "Cannot " });
    expect(leftIn(place)).toEqual(NOTHING);
    expect(treeState(place.home)).toEqual({});
  });

  test("an upgrade leaves the old version as it was", async () => {
    const [old, next] = [sampleProduct("1.2.3"), sampleProduct("1.2.4")];
    const server = await releaseServer([old, next]);
    const place = userPlace(scriptOf(old), server.downloads);
    smallDisk(place.home, "size=400k");
    expect((await runInstaller(place)).exitCode).toBe(0);
    for (const size of ["132k", "164k", "184k", "204k"]) {
      const before = treeState(place.home);
      expect(runProgram(["mount", "-o", `remount,size=${size}`, place.home], { cwd: "/" }).exitCode).toBe(0);
      writeFileSync(place.script, scriptOf(next));
      expectError(await runInstaller(place), { exitCode: 4, says: "Cannot " });
      expect(treeState(place.home)).toEqual(before);
    }
    expect(runProgram(["mount", "-o", "remount,size=400k", place.home], { cwd: "/" }).exitCode).toBe(0);
    expect((await runInstaller(place)).exitCode).toBe(0);
    expect(readFileSync(join(place.bin, "tool"), "utf8")).toBe(sampleExecutable("tool", "1.2.4"));
  });
});

describe("a folder that cannot be written", () => {
  const user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sh"];

  test.each([[[]], [["--uninstall"]]])("says so with the options %j", async (args) => {
    const product = sampleProduct("1.2.3");
    const server = await releaseServer([product]);
    const place = userPlace(scriptOf(product), server.downloads);
    for (const folder of [join(place.home, ".."), place.home]) chmodSync(folder, 0o755);
    if (args.length > 0) expect((await runInstaller(place)).exitCode).toBe(0);
    const before = treeState(place.home);
    expectError(await runInstaller(place, { shell: user, args }), { exitCode: 4, says: "Cannot write into" });
    expect(treeState(place.home)).toEqual(before);
    expect(server.requests).toHaveLength(args.length === 0 ? 0 : 2);
  });

  test("that is a file says so", async () => {
    const place = userPlace(scriptOf(sampleProduct("1.2.3")), "http://127.0.0.1:1/{file}");
    writeFileSync(join(place.home, ".local"), "");
    expectError(await runInstaller(place), { exitCode: 4, says: "Cannot write into" });
  });
});
