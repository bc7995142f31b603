import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { type ProgressEvent, renderChecksums } from "@slipway/build";
import type { Config } from "@slipway/config";
import { CPU_TYPE, imageSample, payloadSection, peSample } from "@slipway/executable/testing";
import { generateKeyPair, renderLatest } from "@slipway/manifest";
import type { TargetId } from "@slipway/targets";
import { caught, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { digestText, signFile } from "../sign/sign.ts";
import {
  sampleConfig,
  sampleExecutable,
  sampleRelease,
  type SampleRelease,
} from "../testing/sample-release.ts";
import { digestFile } from "./digests.ts";
import { verifyRelease } from "./verify.ts";

async function verify(release: SampleRelease): Promise<unknown> {
  return verifyRelease(release.folder, {
    key: { publicKey: release.key.publicKey, origin: "named" },
    env: release.env,
  });
}

/** The names of the files that verification blames. */
async function blamed(release: SampleRelease): Promise<readonly string[]> {
  const fault = await caught(async () => verify(release));
  expect(fault.code).toBe("release-untrusted");
  return fault.details.map((detail) => detail.slice(0, detail.indexOf(": ")));
}

/** Lists and signs again whatever is in the folder now: an inside job. */
async function signAnew(release: SampleRelease): Promise<void> {
  const { folder, plan, key, record } = release;
  const files = record.artifacts
    .map((artifact) => artifact.file)
    .filter((file) => !file.startsWith("checksums.txt"));
  const digests = files.map(async (file) => [file, (await digestFile(join(folder, file))).sha256] as const);
  const text = renderChecksums(new Map(await Promise.all(digests)));
  writeFileSync(join(folder, "checksums.txt"), text);
  const signature = signFile(digestText("checksums.txt", text), { key, identity: plan });
  writeFileSync(join(folder, "checksums.txt.minisig"), signature);
}

/** Two apps for these targets alone. */
function appsFor(targets: readonly TargetId[]): Pick<Config, "apps"> {
  return { apps: sampleConfig("").apps.map((app) => ({ ...app, targets })) };
}

describe("verifyRelease()", () => {
  test("tells what holds", async () => {
    const release = await sampleRelease(tempFolder());
    expect(await verify(release)).toEqual({
      version: "1.2.3",
      checksums: (await digestFile(join(release.folder, "checksums.txt"))).sha256,
      key: release.key.publicKey.keyId,
      snapshot: false,
      files: 46,
      executables: 16,
      archives: 8,
      sboms: 8,
      manifest: true,
      claims: expect.any(Array),
    });
  });

  test("names the file with one flipped bit, and it alone, whichever file and bit it is", async () => {
    const release = await sampleRelease(tempFolder());
    const random = seededRandom(2);
    for (const { file, sizeBytes } of release.record.artifacts) {
      const path = join(release.folder, file);
      const bytes = readFileSync(path);
      const { ino, mode } = statSync(path);
      expect(ino).toBeGreaterThan(0);
      for (let round = 0; round < 3; round++) {
        const flipped = Uint8Array.from(bytes);
        const at = random.below(sizeBytes);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8));
        writeFileSync(path, flipped, { mode });
        expect(await blamed(release), `${file}, byte ${at}`).toEqual([file]);
      }
      writeFileSync(path, bytes, { mode });
    }
    await verify(release);
  });

  test("blames checksums.txt or its signature for every single bit of them", async () => {
    // Files of every kind; more targets would be more lines of the same kinds.
    const release = await sampleRelease(tempFolder(), appsFor(["linux-x64", "windows-x64"]));
    for (const file of ["checksums.txt", "checksums.txt.minisig"]) {
      const path = join(release.folder, file);
      const bytes = readFileSync(path);
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const flipped = Uint8Array.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        writeFileSync(path, flipped);
        expect(await blamed(release), `${file}, bit ${bit}`).toEqual([file]);
      }
      writeFileSync(path, bytes);
    }
  });

  test.each([
    "tool-linux-x64",
    "tool-linux-x64.tar.gz",
    "tool-linux-x64.cdx.json",
    "latest.json",
    "checksums.txt",
    "checksums.txt.minisig",
  ])("names %s when it is missing, empty or cut", async (file) => {
    const release = await sampleRelease(tempFolder());
    const path = join(release.folder, file);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length - 1));
    expect(await blamed(release)).toEqual([file]);
    writeFileSync(path, "");
    expect(await blamed(release)).toEqual([file]);
    rmSync(path);
    expect(await blamed(release)).toEqual([file]);
  });

  test("names what has no counterpart in a signed list", async () => {
    const release = await sampleRelease(tempFolder());
    const left = release.record.artifacts.filter(({ file }) => !/^tool(?:-helper)?-linux-x64$/u.test(file));
    rmSync(join(release.folder, "tool-linux-x64"));
    rmSync(join(release.folder, "tool-helper-linux-x64"));
    await signAnew({ ...release, record: { ...release.record, artifacts: left } });
    const fault = await caught(async () => verify(release));
    expect(fault.details).toContain("tool-linux-x64.tar.gz: there is no bare executable for linux-x64");
  });

  test("names every file that is not listed, of whatever kind", async () => {
    const release = await sampleRelease(tempFolder());
    writeFileSync(join(release.folder, "extra.txt"), "");
    symlinkSync("/nowhere", join(release.folder, "link"));
    expect(await blamed(release)).toEqual(["extra.txt", "link"]);
  });

  test("names a listed file that is a folder or a link now", async () => {
    const release = await sampleRelease(tempFolder());
    rmSync(join(release.folder, "latest.json"));
    mkdirSync(join(release.folder, "latest.json"));
    renameSync(join(release.folder, "tool-linux-x64"), join(release.root, "elsewhere"));
    symlinkSync(join(release.root, "elsewhere"), join(release.folder, "tool-linux-x64"));
    expect(await blamed(release)).toEqual(["latest.json", "tool-linux-x64"]);
  });

  test("refuses a release signed by somebody else", async () => {
    const release = await sampleRelease(tempFolder());
    const publicKey = generateKeyPair().publicKey;
    const key = { publicKey, origin: "named" } as const;
    const fault = await caught(async () => verifyRelease(release.folder, { key, env: release.env }));
    expect(fault.details).toEqual([expect.stringContaining("checksums.txt.minisig: ")]);
  });

  test("refuses a signature that was made for another file", async () => {
    const release = await sampleRelease(tempFolder());
    const { folder } = release;
    copyFileSync(join(folder, "tool-linux-x64.tar.gz"), join(folder, "tool-linux-arm64.tar.gz"));
    copyFileSync(
      join(folder, "tool-linux-x64.tar.gz.minisig"),
      join(folder, "tool-linux-arm64.tar.gz.minisig"),
    );
    await signAnew(release);
    expect(await blamed(release)).toContain("tool-linux-arm64.tar.gz.minisig");
  });

  test("refuses an executable that is not what its name says", async () => {
    const release = await sampleRelease(tempFolder());
    writeFileSync(join(release.folder, "tool-linux-x64-musl"), sampleExecutable("linux-x64", "tool"));
    await signAnew(release);
    const fault = await caught(async () => verify(release));
    expect(fault.details).toContain(
      "tool-linux-x64-musl: it is no executable for linux-x64-musl; libc: found glibc, wanted musl",
    );
  });

  test.each(["tool-darwin-arm64", "tool-darwin-x64"])(
    "refuses %s with one flipped bit in what is signed, and without a signature",
    async (file) => {
      const release = await sampleRelease(tempFolder());
      const path = join(release.folder, file);
      const bytes = readFileSync(path);
      bytes[bytes.indexOf("(0123456)") + 1] = 0x31;
      writeFileSync(path, bytes);
      await signAnew(release);
      const flipped = await caught(async () => verify(release));
      expect(flipped.details).toContainEqual(
        expect.stringMatching(
          new RegExp(`^${file}: it is no executable for .*; signature: 1 of 1 page hashes are wrong`, "u"),
        ),
      );
      const cpuType = file.endsWith("x64") ? CPU_TYPE.x64 : CPU_TYPE.arm64;
      writeFileSync(path, imageSample({ cpuType, section: payloadSection("tool") }));
      await signAnew(release);
      const unsigned = await caught(async () => verify(release));
      expect(unsigned.details.join("\n")).toContain("signature: found none, wanted one");
    },
  );

  test("refuses a universal executable of which one slice is not what is signed", async () => {
    const release = await sampleRelease(tempFolder(), appsFor(["darwin-universal"]));
    expect(await verify(release)).toMatchObject({ executables: 2, archives: 1, manifest: true });
    const path = join(release.folder, "tool-darwin-universal");
    const bytes = readFileSync(path);
    bytes[bytes.lastIndexOf("(0123456)") + 1] = 0x31;
    writeFileSync(path, bytes);
    await signAnew(release);
    const fault = await caught(async () => verify(release));
    expect(fault.details).toContainEqual(
      expect.stringMatching(
        /^tool-darwin-universal: it is no executable for darwin-universal; slice arm64: signature: 1 of 1 page hashes are wrong[^;]*$/u,
      ),
    );
  });

  test("refuses a signature on Windows that does not hold", async () => {
    const release = await sampleRelease(tempFolder());
    const signed = peSample({
      section: payloadSection("tool"),
      certificates: () => [Uint8Array.from([0x30, 0])],
    });
    writeFileSync(join(release.folder, "tool-windows-x64.exe"), signed);
    await signAnew(release);
    const fault = await caught(async () => verify(release));
    expect(fault.details).toContainEqual(expect.stringMatching(/^tool-windows-x64\.exe: .*; signature: /u));
  });

  test("refuses an executable that does not say which Bun it is", async () => {
    const release = await sampleRelease(tempFolder());
    const path = join(release.folder, "tool-linux-x64");
    writeFileSync(
      path,
      Buffer.from(readFileSync(path).toString("latin1").replace("Bun v", "Fun v"), "latin1"),
    );
    await signAnew(release);
    const fault = await caught(async () => verify(release));
    expect(fault.details.join("\n")).toContain("version of Bun: none found");
    expect(fault.details.join("\n")).not.toContain("it lists the runtime");
  });

  test("reads no more executables at once than the machine has room for, and stops when it is told to", async () => {
    const release = await sampleRelease(tempFolder());
    const stop = new AbortController();
    let open = 0;
    let most = 0;
    function report(event: ProgressEvent): void {
      if (!("step" in event) || !/executables|SBOMs/u.test(event.step)) return;
      if (event.kind === "job-start") most = Math.max(most, ++open);
      if (event.kind === "job-end") open--;
      if (event.kind === "job-end" && event.step.includes("SBOMs")) stop.abort();
    }
    const env = { ...release.env, concurrency: 3, signal: stop.signal, report };
    const fault = await caught(async () => verify({ ...release, env }));
    expect(fault.code).toBe("interrupted");
    expect(most).toBe(3);
  });

  test("refuses an SBOM that is not of the executables beside it", async () => {
    const release = await sampleRelease(tempFolder());
    writeFileSync(
      join(release.folder, "tool-linux-x64.cdx.json"),
      readFileSync(join(release.folder, "tool-linux-arm64.cdx.json")),
    );
    await signAnew(release);
    const fault = await caught(async () => verify(release));
    expect(fault.details).toEqual([
      expect.stringMatching(
        /^tool-linux-x64\.cdx\.json: it does not fit the release; SHA-256 of "tool-linux-x64"/u,
      ),
      expect.stringMatching(/^provenance\.intoto\.jsonl: .*SHA-256 of "tool-linux-x64\.cdx\.json"/u),
    ]);
  });

  test("refuses provenance of another release, though it is listed and signed with the same key", async () => {
    const release = await sampleRelease(tempFolder());
    const other = await sampleRelease(tempFolder(), { version: "9.9.9" });
    writeFileSync(
      join(release.folder, "provenance.intoto.jsonl"),
      readFileSync(join(other.folder, "provenance.intoto.jsonl")),
    );
    await signAnew(release);
    const fault = await caught(async () => verify(release));
    expect(fault.details).toEqual([expect.stringMatching(/^provenance\.intoto\.jsonl: .*found "9\.9\.9"/u)]);
  });

  test("refuses an archive whose executable is not the bare one", async () => {
    const release = await sampleRelease(tempFolder());
    writeFileSync(join(release.folder, "tool-helper-darwin-x64"), sampleExecutable("darwin-x64", "other"));
    await signAnew(release);
    const fault = await caught(async () => verify(release));
    expect(fault.details).toContain(
      'tool-darwin-x64.tar.gz: it does not hold what the release says; "tool-helper" in it is not "tool-helper-darwin-x64"',
    );
  });

  test.each(["latest.json", "tool-linux-x64.tar.gz.minisig"])(
    "does not read %s when it is listed and large",
    async (file) => {
      const release = await sampleRelease(tempFolder());
      writeFileSync(join(release.folder, file), new Uint8Array(1024 * 1024 + 1));
      await signAnew(release);
      const fault = await caught(async () => verify(release));
      expect(fault.details.join("\n")).toContain(`Cannot read "${file}": it has 1048577 bytes`);
    },
  );

  test.each([
    "https://a.example/{file}",
    "https://a.example/get?file={file}",
    "https://a.example/get?path=v{version}/{file}&raw=1",
    "https://a.example/{file}/download",
  ])("takes latest.json with the addresses %s", async (downloads) => {
    expect(await verify(await sampleRelease(tempFolder(), { downloads }))).toMatchObject({ manifest: true });
  });

  test.each(["https://a.example/latest", "https://a.example/x-{file}", "https://a.example/get?{file}"])(
    "refuses latest.json with the addresses %s",
    async (downloads) => {
      const release = await sampleRelease(tempFolder(), { downloads });
      const fault = await caught(async () => verify(release));
      expect(fault.details.join("\n")).toContain('its address is not of "tool-linux-x64.tar.gz"');
    },
  );

  test.each([
    ["a platform is missing", {}, "linux-x86_64: missing"],
    [
      "an address is of another file",
      { "linux-x86_64": { url: "https://a.example/tool-linux-arm64.tar.gz" } },
      'linux-x86_64: its address is not of "tool-linux-x64.tar.gz"',
    ],
  ])("refuses latest.json when %s", async (_what, platforms: Record<string, { url: string }>, expected) => {
    const release = await sampleRelease(tempFolder());
    const signature = readFileSync(join(release.folder, "tool-linux-x64.tar.gz.minisig")).toString("base64");
    const full = Object.entries(platforms).map(([key, { url }]) => [key, { url, signature }] as const);
    const fallback = { "darwin-aarch64": { url: "https://a.example/tool-darwin-arm64.tar.gz", signature } };
    const text = renderLatest({ version: "1.2.3", platforms: { ...fallback, ...Object.fromEntries(full) } });
    writeFileSync(join(release.folder, "latest.json"), text);
    await signAnew(release);
    const fault = await caught(async () => verify(release));
    expect(fault.details.join("\n")).toContain(expected);
  });

  test("says that there is no such folder", async () => {
    const release = await sampleRelease(tempFolder());
    renameSync(release.folder, `${release.folder}.moved`);
    expect((await caught(async () => verify(release))).code).toBe("release-not-found");
  });
});
