import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";

import { renderChecksums } from "@slipway/build";
import { recordingEnv } from "@slipway/build/testing";
import type { Fault } from "@slipway/fault";
import { generateKeyPair } from "@slipway/manifest";
import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { served } from "../../installers/testing/release-server.ts";
import { digestText, signFile } from "../../sign/sign.ts";
import { sampleRelease, type SampleRelease } from "../../testing/sample-release.ts";
import { downloadRelease, type DownloadOptions } from "./download-release.ts";
import { releaseAddress, versionAddress } from "./release-address.ts";
import { badServer, type BadServer, cut, endless, type Mischief } from "./testing/bad-server.ts";

const PATIENCE = { baseMs: 1, idleMs: 10_000 };
const LIST = ["checksums.txt", "checksums.txt.minisig"];
const FILE = "tool-linux-x64.tar.gz.minisig";

type Tried = { readonly fault: Fault; readonly server: BadServer; readonly folder: string };

function optionsFor(release: SampleRelease, changes: Partial<DownloadOptions> = {}): DownloadOptions {
  const folder = join(tempFolder(), "release");
  mkdirSync(folder);
  const key = { publicKey: release.key.publicKey, origin: "named" } as const;
  return { folder, key, env: recordingEnv(folder), patience: PATIENCE, ...changes };
}

async function refused(
  mischief: Readonly<Record<string, Mischief>>,
  changes: Partial<DownloadOptions> = {},
): Promise<Tried> {
  const release = await sampleRelease(tempFolder());
  const server = await badServer(release, mischief);
  const options = optionsFor(release, changes);
  const fault = await caught(async () => downloadRelease(releaseAddress(server.folder), options));
  expect(readdirSync(join(options.folder, ".."))).toEqual(["release"]);
  return { fault, server, folder: options.folder };
}

function silent(response: ServerResponse): void {
  response.writeHead(200, { "content-length": 1000 });
  response.write("x");
}

function redirectTo(location: string): Mischief {
  return (response) => response.writeHead(302, { location }).end();
}

describe("downloadRelease()", () => {
  test("brings every file, the list and its signature before all others", async () => {
    const release = await sampleRelease(tempFolder());
    const server = await badServer(release);
    const options = optionsFor(release);
    await downloadRelease(releaseAddress(server.folder), options);
    expect(readdirSync(options.folder).toSorted()).toEqual(readdirSync(release.folder).toSorted());
    expect(server.requests.slice(0, 2).toSorted()).toEqual(LIST);
    expect(server.requests).toHaveLength(46);
  });

  test("brings the release of a version from where the configuration says", async () => {
    const release = await sampleRelease(tempFolder());
    const server = await badServer(release);
    const options = optionsFor(release);
    await downloadRelease(versionAddress("1.2.3", `${server.origin}/v{version}/{file}`), options);
    expect(readdirSync(options.folder)).toHaveLength(46);
  });

  test("does not take another version for the one that was asked for, however it is signed", async () => {
    const release = await sampleRelease(tempFolder());
    const server = await badServer(release);
    const address = versionAddress("1.2.4", `${server.folder}{file}`);
    const fault = await caught(async () => downloadRelease(address, optionsFor(release)));
    expect(fault.code).toBe("release-untrusted");
    expect(fault.details).toEqual(['checksums.txt: it is of version "1.2.3", wanted 1.2.4']);
    expect(server.requests.toSorted()).toEqual(LIST);
  });

  test.each<readonly [string, string, Mischief]>([
    ["is missing", "the server does not have it (404)", (response) => response.writeHead(404).end()],
    [
      "is a page",
      "the server answered with a page",
      (response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<html>"),
    ],
    [
      "has a flipped byte",
      "its SHA-256 is",
      (response, { bytes }) => {
        const flipped = Uint8Array.from(bytes);
        flipped[0] = (flipped[0] ?? 0) ^ 1;
        response.end(flipped);
      },
    ],
    ["is shorter", "its SHA-256 is", (response, { bytes }) => response.end(bytes.subarray(1))],
    ["is empty", "its SHA-256 is", (response) => response.end()],
  ])("names the one listed file that %s, and keeps it out", async (_what, says, misbehave) => {
    const { fault, folder, server } = await refused({ [FILE]: misbehave });
    expect(fault.code).toBe("release-untrusted");
    expect(fault.message).toContain(server.folder);
    expect(fault.details).toEqual([expect.stringMatching(`^${FILE}: `)]);
    expect(fault.details[0]).toContain(says);
    expect(readdirSync(folder)).not.toContain(FILE);
  });

  test.each<readonly [string, string, string, Mischief]>([
    ["is cut every time", "download-failed", "the connection failed", cut],
    [
      "fails every time",
      "download-failed",
      "answered 503, 4 times",
      (response) => response.writeHead(503).end(),
    ],
    [
      "is forbidden",
      "download-failed",
      "the server answered 403",
      (response) => response.writeHead(403).end(),
    ],
    ["is endless", "download-too-large", "has more than 67108864 bytes", endless],
    [
      "is announced as too large",
      "download-too-large",
      "has more than 67108864 bytes",
      (response) => {
        response.writeHead(200, { "content-length": 2 ** 40 });
        response.flushHeaders();
      },
    ],
    ["redirects to itself", "download-failed", "redirected more than 5 times", redirectTo(FILE)],
    ["redirects to nowhere", "download-failed", "redirected to no address", redirectTo("http://[")],
    ["redirects to plain http", "download-unsafe", "it is not encrypted", redirectTo("http://a.example/x")],
    ["redirects to a file", "download-unsafe", 'begins with "file:"', redirectTo("file:///etc/passwd")],
  ])("says so when a file %s", async (_what, code, says, misbehave) => {
    const { fault } = await refused({ [FILE]: misbehave });
    expect(fault.code, fault.message).toBe(code);
    expect(fault.message).toContain(says);
    expect(fault.message).toContain(`"${FILE}"`);
  });

  test("gives up on a server that falls silent", async () => {
    const { fault, server } = await refused({ [FILE]: silent }, { patience: { baseMs: 1, idleMs: 80 } });
    expect(fault.code, fault.message).toBe("download-failed");
    expect(fault.message).toContain("nothing came for 0.08 s, 4 times");
    expect(server.requests.filter((asked) => asked === FILE)).toHaveLength(4);
  });

  test("asks again for what fails for a while", async () => {
    const release = await sampleRelease(tempFolder());
    const server = await badServer(release, {
      "checksums.txt": (response, { bytes, nth }) =>
        nth === 1 ? response.writeHead(502).end() : response.end(bytes),
      [FILE]: (response, asked) => {
        if (asked.nth === 1) response.destroy();
        else if (asked.nth === 2) cut(response, asked);
        else response.end(asked.bytes);
      },
    });
    const options = optionsFor(release);
    const env = recordingEnv(options.folder);
    await downloadRelease(releaseAddress(server.folder), { ...options, env });
    expect(readdirSync(options.folder)).toHaveLength(46);
    const notes = env.events.flatMap((event) => (event.kind === "note" ? [event.text] : []));
    // Bun itself asks once more where a connection was closed.
    expect(notes.slice(0, 2)).toEqual([
      "checksums.txt: the server answered 502, trying again in 0.001 s",
      expect.stringMatching(`^${FILE}: the connection failed: .+, trying again in 0\\.001 s$`),
    ]);
    expect(notes.join()).not.toMatch(/Error|fetch/u);
  });

  test("gives up at once on a server that nobody knows", async () => {
    const options = optionsFor(await sampleRelease(tempFolder()), {
      patience: { baseMs: 60_000, idleMs: 60_000 },
    });
    const fault = await caught(async () => downloadRelease(releaseAddress("https://a.invalid/v1/"), options));
    expect(fault.code).toBe("download-failed");
    expect(fault.message).toMatch(/: the connection failed: no network knows a host "a\.invalid"$/u);
  });

  test("keeps the bytes of an archive that the server calls encoded", async () => {
    const release = await sampleRelease(tempFolder());
    const server = await badServer(release, {
      "tool-linux-x64.tar.gz": (response, { bytes }) =>
        response.writeHead(200, { "content-encoding": "gzip" }).end(bytes),
    });
    const options = optionsFor(release);
    await downloadRelease(releaseAddress(server.folder), options);
    expect(readdirSync(options.folder)).toHaveLength(46);
  });

  test("follows redirects, also to another server on this machine", async () => {
    const release = await sampleRelease(tempFolder());
    const stored = await badServer(release);
    const origin = await served((request, response) => {
      response.writeHead(302, { location: `${stored.origin}${request.url ?? ""}` }).end();
    });
    const options = optionsFor(release);
    await downloadRelease(releaseAddress(`${origin}/v1.2.3`), options);
    expect(readdirSync(options.folder)).toHaveLength(46);
  });

  test("asks for nothing else while the list's signature does not hold", async () => {
    const other = { publicKey: generateKeyPair().publicKey, origin: "named" } as const;
    const wrong = await refused({}, { key: other });
    expect(wrong.fault.code).toBe("release-untrusted");
    expect(wrong.fault.details).toEqual([expect.stringMatching(/^checksums\.txt\.minisig: /u)]);
    expect(wrong.server.requests.toSorted()).toEqual(LIST);
    const changed = await refused({
      "checksums.txt": (response, { bytes }) => response.end(`${bytes.toString()}\n`),
    });
    expect(changed.fault.code).toBe("release-untrusted");
    expect(changed.server.requests.toSorted()).toEqual(LIST);
  });

  test.each<readonly [string, string, Mischief]>([
    ["missing", "release-not-found", (response) => response.writeHead(404).end()],
    [
      "a page",
      "release-not-found",
      (response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
    ],
    ["endless", "download-too-large", endless],
  ])("says that there is no release when its list is %s", async (_what, code, misbehave) => {
    const { fault } = await refused({ "checksums.txt": misbehave });
    expect(fault.code, fault.message).toBe(code);
  });

  test("writes nothing outside, whatever a signed list says", async () => {
    const release = await sampleRelease(tempFolder());
    const { key, plan, folder } = release;
    const text = renderChecksums(new Map([["../x", "0".repeat(64)]]));
    writeFileSync(join(folder, "checksums.txt"), text);
    const signature = signFile(digestText("checksums.txt", text), { key, identity: plan });
    writeFileSync(join(folder, "checksums.txt.minisig"), signature);
    const server = await badServer(release);
    const fault = await caught(async () =>
      downloadRelease(releaseAddress(server.folder), optionsFor(release)),
    );
    expect(fault.code).toBe("release-untrusted");
    expect(fault.details).toEqual(['checksums.txt: it lists "../x", which is no name of a release\'s file']);
    expect(server.requests.toSorted()).toEqual(LIST);
  });

  test("ends at once when the user has had enough", async () => {
    const user = new AbortController();
    const folder = tempFolder();
    const env = recordingEnv(folder, { signal: user.signal });
    const { fault } = await refused({ [FILE]: () => user.abort() }, { env });
    expect(fault.code).toBe("interrupted");
  });
});
