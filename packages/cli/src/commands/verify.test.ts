import { spawnSync } from "node:child_process";
import { createReadStream, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename, join } from "node:path";

import { hostTarget } from "@slipway/build";
import { generateKeyPair, renderPublicKeyLine } from "@slipway/manifest";
import { snapshotPublicKey } from "@slipway/release";
import { foreignProject, HELLO, sha256Of, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { keptSegments } from "../testing/kept-segments.ts";
import { type Outcome, runInMemory } from "../testing/memory-terminal.ts";

/** minisign's own example of a public key. */
const KEY = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
const host = await hostTarget();

describe("slipway verify", () => {
  test.each([
    [["verify"], 2, "FOLDER|URL|TAG is missing"],
    [["verify", "a", "b"], 2, '"b" is one argument too many'],
    [["verify", "a"], 2, "there is no such folder"],
    [["verify", "a", "--public-key", "no key"], 2, "there is no such folder"],
    [["verify", "."], 2, 'there is no "checksums.txt"'],
    [["verify", ".", "--snapshot"], 2, 'there is no "checksums.txt"'],
    [["verify", "http://a.example/v1.2.3/"], 2, "it is not encrypted"],
    [["verify", "ssh://a.example/v1.2.3/"], 2, 'it begins with "ssh:"'],
    [["verify", "v1.2.3"], 3, "slipway.config.ts"],
    [["verify", "v1.2.3", "--draft"], 3, "slipway.config.ts"],
    [["verify", "dist/release", "--draft"], 2, 'Cannot use --draft with "dist/release": it is no tag'],
  ])("refuses %j", async (args, expected, says) => {
    const { exitCode, stdout, stderr } = await runInMemory(args);
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: expected, stdout: "" });
    expect(stderr).toContain(says);
  });

  test.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ["a folder without a list", { "checksums.txt.minisig": "" }, "checksums.txt: it is missing"],
    ["a folder without signatures", { "checksums.txt": "" }, "checksums.txt.minisig: it is missing"],
    [
      "a folder whose signature is none",
      { "checksums.txt": "", "checksums.txt.minisig": "no signature" },
      "checksums.txt.minisig: Cannot read the signature",
    ],
  ])("does not take %s for a release", async (_what, files, says) => {
    const cwd = tempFolder();
    writeFiles(cwd, files);
    for (const more of [[], ["--snapshot"], ["--public-key", KEY]]) {
      const { exitCode, stdout, stderr } = await runInMemory(["verify", ".", ...more], { cwd });
      expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 5, stdout: "" });
      expect(stderr).toContain(says);
      expect(stderr).toMatch(/\n {2}→ [^\n]+\n$/u);
    }
  });

  test("names the releases that lie in a folder which is none", async () => {
    const cwd = tempFolder();
    writeFiles(cwd, { "v1.0.0/checksums.txt": "", "v1.1.0/checksums.txt": "", "stable/latest.json": "" });
    writeFiles(cwd, { ".v1.2.0.draft/checksums.txt": "" });
    const { exitCode, stderr } = await runInMemory(["verify", "."], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      `error: Cannot verify "${cwd}": there is no "checksums.txt"\n  → Name a release in it: v1.0.0, v1.1.0\n`,
    );
    const project = tempFolder();
    writeFiles(project, { "dist/release/checksums.txt": "", "README.md": "" });
    const ran = await runInMemory(["verify", "."], { cwd: project });
    expect(ran.stderr).toContain("→ Name a release in it: dist/release\n");
    const onFile = await runInMemory(["verify", "README.md"], { cwd: project });
    expect(onFile.stderr).toContain(`Cannot verify "${join(project, "README.md")}": it is no folder`);
  });

  test("does not wait for a pipe that poses as a signature", async () => {
    const cwd = tempFolder();
    writeFiles(cwd, { "checksums.txt": "" });
    if (spawnSync("mkfifo", [join(cwd, "checksums.txt.minisig")]).status !== 0) return;
    const { exitCode, stderr } = await runInMemory(["verify", "."], { cwd });
    expect(exitCode).toBe(5);
    expect(stderr).toContain("checksums.txt.minisig: it is no file");
  });

  test("names the key that was given", async () => {
    const cwd = tempFolder();
    writeFiles(cwd, { "checksums.txt": "", "checksums.txt.minisig": "" });
    const { exitCode, stderr } = await runInMemory(["verify", ".", "--public-key", "own.pub"], { cwd });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('the public key "own.pub" (--public-key): there is no such file');
  });
});

const segments = keptSegments();
const SAYS_ITS_VERSION = "console.log(process.env.SLIPWAY_VERSION);\n";

/** A snapshot of a project without a key. */
async function snapshot(source: string = HELLO): Promise<{ readonly cwd: string; readonly verify: Verify }> {
  const cwd = foreignProject(
    { "src/main.ts": source },
    { config: `{ apps: { hello: "src/main.ts" }, targets: ["${host}"] }` },
  );
  segments.giveTo(cwd);
  const { exitCode, stderr } = await runInMemory(["release", "--snapshot"], { cwd });
  expect(exitCode, stderr).toBe(0);
  segments.keepFrom(cwd);
  return { cwd, verify: async (...args) => runInMemory(["verify", "dist/release", ...args], { cwd }) };
}

type Verify = (...args: readonly string[]) => Promise<Outcome>;

describe("slipway verify of a snapshot", () => {
  const lastLine = /\nA snapshot: its test key is public[^\n]+\n$/u;

  test("names its signature, and it alone, whichever byte of it is another", async () => {
    const { cwd, verify } = await snapshot();
    const path = join(cwd, "dist", "release", "checksums.txt.minisig");
    const bytes = readFileSync(path);
    const whole = (await verify()).stdout;
    expect(whole).toMatch(lastLine);
    expect(whole).toMatch(/^executables +proven +1 executable is what its name says$/mu);
    expect(whole).toMatch(/^archives +proven +1 archive is signed and holds the same executables$/mu);
    expect(whole).toMatch(/^SBOMs +proven +1 SBOM lists exactly these executables$/mu);
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Uint8Array.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(path, flipped);
      const { exitCode, stderr } = await verify();
      expect(exitCode, `byte ${at}\n${stderr}`).toBe(5);
      expect(stderr).toContain("1 file does not hold\n  checksums.txt.minisig: ");
    }
  });

  test("wants --snapshot where the project has a key, and the key named wins over all", async () => {
    const { cwd, verify } = await snapshot();
    const own = renderPublicKeyLine(generateKeyPair().publicKey);
    const text = readFileSync(join(cwd, "slipway.config.ts"), "utf8");
    // Under a name of its own: a module that was loaded is not loaded again.
    writeFileSync(join(cwd, "own.config.ts"), text.replace("{", `{ signing: { publicKey: "${own}" },`));
    const configured = ["--config", "own.config.ts"];
    const refused = await verify(...configured);
    expect(refused.exitCode).toBe(5);
    expect(refused.stderr).toMatch(
      /checksums\.txt\.minisig: it is signed with the public test key.*--snapshot/u,
    );
    expect((await verify(...configured, "--snapshot")).stdout).toMatch(lastLine);
    const testKey = renderPublicKeyLine(snapshotPublicKey());
    expect((await verify(...configured, "--public-key", testKey)).stdout).toMatch(lastLine);
    expect((await verify(...configured, "--snapshot", "--public-key", own)).exitCode).toBe(5);
  });

  test("--checksums wants this very release, and starts no other", async () => {
    const { cwd, verify } = await snapshot(SAYS_ITS_VERSION);
    const own = sha256Of(join(cwd, "dist", "release", "checksums.txt"));
    expect((await verify("--snapshot", "--checksums", own)).exitCode).toBe(0);
    const other = await verify("--snapshot", "--checksums", "0".repeat(64));
    expect(other.exitCode).toBe(5);
    expect(other.stderr).toContain(`checksums.txt: its SHA-256 is ${own}, wanted ${"0".repeat(64)}`);
    expect(other.stderr).not.toContain("starting");
    const unfit = await verify("--checksums", "abc");
    expect(unfit.exitCode).toBe(2);
    expect(unfit.stderr).toContain('--checksums "abc": it is no SHA-256');
  });

  test("starts what it verified where it is accepted, unless nothing is to be started", async () => {
    const { cwd, verify } = await snapshot(SAYS_ITS_VERSION);
    const started = /^started here +proven +hello-\S+: started with --version/mu;
    expect((await verify("--snapshot")).stdout).toMatch(started);
    expect((await verify("--snapshot", "--no-run")).stdout).toMatch(
      /^started here +not proven +nothing was to be started$/mu,
    );
    expect((await verify()).stdout).toMatch(/^started here +not proven +anyone may have made it/mu);
    const { claims, files } = JSON.parse((await verify("--snapshot", "--json")).stdout);
    expect(files).toBeGreaterThan(5);
    expect(claims).toContainEqual({
      claim: "started here",
      proven: true,
      text: expect.stringContaining("--version"),
    });
    const origin = await publishedAt(join(cwd, "dist", "release"));
    const published = await runInMemory(["verify", `${origin}/v1/`, "--snapshot"], { cwd: tempFolder() });
    expect(published.exitCode, published.stderr).toBe(0);
    expect(published.stdout).toBe((await verify("--snapshot")).stdout);
    expect(published.stderr).toContain("downloading: ");
  });
});

/** The address of a server on loopback with the files of a folder, until the test is finished. */
async function publishedAt(folder: string): Promise<string> {
  const server = createServer((request, response) => {
    createReadStream(join(folder, basename(request.url ?? ""))).pipe(response);
  });
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server.listen(0, "127.0.0.1", () => resolve(undefined));
  await promise;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}
