/** Opens what we pack with the tools that people have, and compares its size with what those tools make. */

import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { type ArchiveKind, packArchive, type PackEntry, readArchive, segmentStore } from "./index.ts";

const ROOT = "app-1.0.0-linux-x64";
const MTIME_SECONDS = 1_700_000_000;
const CAPS = { maxEntryBytes: 2 ** 30, maxEntries: 100 };
const RUNTIME = process.execPath;

describe.each<[string, ArchiveKind, (archive: string) => readonly string[]]>([
  ["GNU tar", "tar.gz", (archive) => ["tar", "-xzf", archive, "--warning=all"]],
  ["busybox tar", "tar.gz", (archive) => ["busybox", "tar", "-xzf", archive]],
  ["Python tarfile", "tar.gz", (archive) => ["python3", "-c", PYTHON_TAR, archive]],
  ["7-Zip", "tar.gz", (archive) => ["bash", "-c", '7z x -so "$0" | 7z x -si -ttar > /dev/null', archive]],
  ["unzip", "zip", (archive) => ["unzip", "-q", archive]],
  ["busybox unzip", "zip", (archive) => ["busybox", "unzip", "-q", archive]],
  ["Python zipfile", "zip", (archive) => ["python3", "-c", PYTHON_ZIP, archive]],
  ["7-Zip", "zip", (archive) => ["7z", "x", archive]],
])("%s", (tool, kind, command) => {
  test(`unpacks a ${kind} to what went in`, async () => {
    const tree = sourceTree();
    const { output } = await pack(kind, entriesOf(tree));
    const folder = tempFolder();
    expect(run(command(output), folder).stderr).toBe("");
    expect(digests(join(folder, ROOT))).toEqual(digests(tree));
    if (keepsModes(tool, kind)) {
      expect(lstatSync(join(folder, ROOT, "app")).mode & 0o777).toBe(0o755);
      expect(lstatSync(join(folder, ROOT, "README.md")).mode & 0o777).toBe(0o644);
    }
  });
});

describe("the tools' own checks find nothing", () => {
  test.each<[string, ArchiveKind, readonly string[]]>([
    ["gzip -t", "tar.gz", ["gzip", "-t"]],
    ["busybox gunzip -t", "tar.gz", ["busybox", "gunzip", "-t"]],
    ["Python's gzip and zlib", "tar.gz", ["python3", "-c", pythonGzip()]],
    ["7z t", "tar.gz", ["7z", "t", "-bso0"]],
    ["unzip -t", "zip", ["unzip", "-tq"]],
    ["zip -T", "zip", ["zip", "-T"]],
    ["Python zipfile.testzip", "zip", ["python3", "-m", "zipfile", "-t"]],
    ["7z t", "zip", ["7z", "t", "-bso0"]],
  ])("%s", async (_, kind, command) => {
    const { output } = await pack(kind, entriesOf(sourceTree()));
    const path = join(tempFolder(), `copy.${kind}`);
    copyFileSync(output, path);
    expect(run([...command, path], dirname(path)).stderr).toBe("");
  });

  test("tar -tv shows owners, modes, times and order", async () => {
    const { output } = await pack("tar.gz", entriesOf(sourceTree()));
    const listing = run(["tar", "-tvzf", output, "--numeric-owner", "--utc", "--full-time"], "/").stdout;
    const lines = listing.trim().split("\n");
    expect(lines[0]).toMatch(/^drwxr-xr-x 0\/0 +0 2023-11-14 22:13:20 app-1\.0\.0-linux-x64\/$/u);
    const names = lines.map((line) => line.replace(/^.*:20 /u, ""));
    expect(names).toEqual(names.toSorted());
  });

  test("zipinfo shows Unix modes, UTF-8 names and nothing unusual", async () => {
    const { output } = await pack("zip", entriesOf(sourceTree()));
    const listing = run(["zipinfo", "-T", output], "/", { TZ: "Asia/Tokyo" }).stdout;
    expect(listing).toMatch(
      /-rwxr-xr-x {2}2\.0 unx +\d+ b- defN 20231114\.221320 app-1\.0\.0-linux-x64\/app\n/u,
    );
    expect(listing).toContain(`${ROOT}/Überblick.txt`);
  });
});

describe("a release's archive", () => {
  test.each<[ArchiveKind, string]>([
    ["tar.gz", `tar -cf - "${ROOT}" | gzip -9`],
    ["zip", `zip -9 -q -r -X - "${ROOT}"`],
  ])("as %s is no larger than that of: %s", async (kind, command) => {
    const tree = sourceTree();
    const runtime = join(tree, "runtime");
    copyFileSync(RUNTIME, runtime);
    const folder = tempFolder();
    cpSync(tree, join(folder, ROOT), { recursive: true });
    const theirs = Bun.spawnSync(["bash", "-o", "pipefail", "-c", command], {
      cwd: folder,
      maxBuffer: 2 ** 30,
    });
    expect(theirs.exitCode).toBe(0);
    const { written, output } = await pack(kind, entriesOf(tree));
    expect(written.sizeBytes).toBeLessThanOrEqual(theirs.stdout.length);
    expect(await readArchive(output, CAPS)).toContainEqual({
      kind: "file",
      name: `${ROOT}/runtime`,
      mode: 0o755,
      sizeBytes: statSync(RUNTIME).size,
      sha256: createHash("sha256").update(readFileSync(RUNTIME)).digest("hex"),
    });
  });

  test.each<[ArchiveKind, string]>([
    ["tar.gz", `tar -cf - "${ROOT}" | gzip -9`],
    ["zip", `zip -9 -q -r -X - "${ROOT}"`],
  ])("of small files only, as %s, is no larger either: %s", async (kind, command) => {
    const tree = sourceTree();
    // GNU tar writes a name beyond ASCII as it is, we the pax record that says it is UTF-8: 20 bytes more.
    for (const name of ["app", "app-daemon", "Überblick.txt"]) rmSync(join(tree, name));
    const folder = tempFolder();
    cpSync(tree, join(folder, ROOT), { recursive: true });
    const theirs = Bun.spawnSync(["bash", "-o", "pipefail", "-c", command], { cwd: folder });
    const { written } = await pack(kind, entriesOf(tree));
    expect(written.sizeBytes).toBeLessThanOrEqual(theirs.stdout.length);
  });

  test.each(["tar.gz", "zip"])("is packed and read as %s in less memory than an executable", (kind) => {
    const folder = tempFolder();
    const script = `
      const { packArchive, readArchive, segmentStore } = await import(${JSON.stringify(join(import.meta.dirname, "index.ts"))});
      const store = segmentStore({ folder: "store", concurrency: 4 });
      const source = { file: process.execPath };
      const entries = ["a", "b"].map((name) => ({ name, source, executable: true }));
      await packArchive({ output: "out", kind: "${kind}", root: "r", mtimeSeconds: 0, store, entries });
      await readArchive("out", { maxEntryBytes: 2 ** 30, maxEntries: 10 });
      const status = (await import("node:fs")).readFileSync("/proc/self/status", "utf8");
      console.log(/VmHWM:\\s+(\\d+) kB/u.exec(status)[1]);`;
    const child = Bun.spawnSync([process.execPath, "-e", script], { cwd: folder });
    expect(child.stderr.toString()).toBe("");
    expect(child.exitCode).toBe(0);
    // Not the child's resource usage: that begins with what its parent had at the fork.
    const peakBytes = Number(child.stdout.toString()) * 1024;
    expect(peakBytes).toBeGreaterThan(1e6);
    expect(peakBytes).toBeLessThan(150e6);
  });

  test("refuses four gigabytes in a zip file, and takes them in a tar.gz", async () => {
    const path = join(tempFolder(), "huge");
    writeFileSync(path, "");
    truncateSync(path, 2 ** 32 + 5);
    const entries = [{ name: "huge", executable: false, source: { file: path } }];
    await expect(pack("zip", entries)).rejects.toMatchObject({ code: "pack-too-large" });
    const { output } = await pack("tar.gz", entries);
    expect(run(["tar", "-tvzf", output], "/").stdout).toContain(" 4294967301 ");
    expect(await readArchive(output, { ...CAPS, maxEntryBytes: 2 ** 33 })).toHaveLength(2);
  });
});

test.each(["output", "store"])(
  "a full device at the %s is told as such and leaves nothing behind",
  (which) => {
    const folder = tempFolder();
    mkdirSync(join(folder, "full"));
    const script = `
    const { packArchive, segmentStore } = await import(${JSON.stringify(join(import.meta.dirname, "index.ts"))});
    const store = segmentStore({ folder: "${which === "store" ? "full" : "store"}", concurrency: 2 });
    const entries = [{ name: "a", source: { file: process.execPath }, executable: true }];
    const output = "${which === "output" ? "full/" : ""}out";
    try {
      await packArchive({ output, kind: "zip", root: "r", mtimeSeconds: 0, store, entries });
    } catch (error) {
      const left = (await import("node:fs")).readdirSync("full").filter((name) => name.endsWith("partial"));
      console.log(JSON.stringify({ code: error.code, kind: error.kind, left }));
    }`;
    writeFileSync(join(folder, "pack.mjs"), script);
    const command = 'mount -t tmpfs -o size=1m tmpfs full && exec "$0" pack.mjs';
    const { stdout } = run(["unshare", "-rm", "bash", "-c", command, process.execPath], folder);
    expect(JSON.parse(stdout)).toEqual({ code: "no-space", kind: "environment", left: [] });
  },
);

const PYTHON_TAR = `import sys, tarfile
with tarfile.open(sys.argv[1]) as archive:
    assert all(m.uid == m.gid == 0 and m.mtime == ${MTIME_SECONDS} for m in archive), "owners or times"
    archive.extractall(**({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))`;

const PYTHON_ZIP = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    archive.extractall()`;

/** One member, which one decompressor takes to its end. */
function pythonGzip(): string {
  return `import gzip, sys, zlib
data = open(sys.argv[1], "rb").read()
one = zlib.decompressobj(31)
content = one.decompress(data)
assert one.eof and one.unused_data == b"" and content == gzip.decompress(data)`;
}

function keepsModes(tool: string, kind: ArchiveKind): boolean {
  return tool !== "Python zipfile" && !(kind === "tar.gz" && tool === "7-Zip") && tool !== "busybox unzip";
}

type Ran = { readonly stdout: string; readonly stderr: string };

/** Runs a tool that must be there and succeed. */
function run(command: readonly string[], cwd: string, env: Record<string, string> = {}): Ran {
  const ran = Bun.spawnSync([...command], {
    cwd,
    env: { ...process.env, LC_ALL: "C.UTF-8", ...env },
    timeout: 300_000,
  });
  const stderr = ran.stderr.toString();
  expect({ command, exitCode: ran.exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return { stdout: ran.stdout.toString(), stderr };
}

/** An executable of more than two segments and everything else a product's archive holds. */
function sourceTree(): string {
  const folder = tempFolder();
  const code = readFileSync(RUNTIME).subarray(1_000_000, 4_500_000);
  const page = "Usage: app <command>\n\nRuns the command and prints what it says.\n".repeat(60);
  mkdirSync(join(folder, "share", "n".repeat(90), "deep"), { recursive: true });
  writeFileSync(join(folder, "app"), code);
  writeFileSync(join(folder, "app-daemon"), Buffer.concat([code.subarray(0, 3_000_000), Buffer.from(page)]));
  writeFileSync(join(folder, "README.md"), page);
  writeFileSync(join(folder, "LICENSE"), readFileSync(join(import.meta.dirname, "../../../LICENSE")));
  writeFileSync(join(folder, "empty"), "");
  writeFileSync(join(folder, "Überblick.txt"), "Ü\n");
  writeFileSync(join(folder, "share", "n".repeat(90), "deep", "page.1"), page);
  for (const name of files(folder)) chmodSync(join(folder, name), isExecutable(name) ? 0o755 : 0o644);
  return folder;
}

function isExecutable(name: string): boolean {
  return ["app", "app-daemon", "runtime"].includes(name);
}

function files(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => lstatSync(join(folder, name)).isFile()).toSorted();
}

function digests(folder: string): readonly string[] {
  return files(folder).map(
    (name) =>
      `${createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex")} ${name}`,
  );
}

function entriesOf(folder: string): readonly PackEntry[] {
  return files(folder).map((name) => ({
    name,
    executable: isExecutable(name),
    source: { file: join(folder, name) },
  }));
}

async function pack(kind: ArchiveKind, entries: readonly PackEntry[]) {
  const output = join(tempFolder(), `out.${kind}`);
  const store = segmentStore({ folder: tempFolder(), concurrency: 4 });
  const written = await packArchive({
    output,
    kind,
    root: ROOT,
    mtimeSeconds: MTIME_SECONDS,
    store,
    entries,
  });
  return { output, written };
}
