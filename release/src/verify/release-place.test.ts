import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Fault } from "@slipway/fault";
import { caught, githubForTest, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { sampleRelease, type SampleRelease, testKeyRelease } from "../testing/sample-release.ts";
import type { Claim } from "./claims.ts";
import { badServer } from "./download/testing/bad-server.ts";
import { releasePlace, verifyPlace } from "./release-place.ts";
import type { Verification } from "./verify.ts";

const PATIENCE = { baseMs: 1, idleMs: 10_000 };

async function verify(
  release: SampleRelease,
  options: {
    readonly name: string;
    readonly downloads?: string;
    readonly start?: boolean;
    readonly origin?: "named" | "assumed";
  },
): Promise<Verification> {
  const { name, downloads, start = false, origin = "named" } = options;
  const place = await releasePlace(name, { cwd: tempFolder(), downloads: async () => downloads });
  const key = { publicKey: release.key.publicKey, origin };
  return verifyPlace(place, { key, env: release.env, start, patience: PATIENCE });
}

/** The folders that Slipway made for its own purposes and that are there still. */
function leftovers(parent: string): readonly string[] {
  return readdirSync(parent).filter((name) => /^slipway-(?!test-)/u.test(name));
}

function claimed({ claims }: Verification, name: string): Claim | undefined {
  return claims.find(({ claim }) => claim === name);
}

describe("releasePlace()", () => {
  test("takes addresses for addresses, and everything else for folders but tags", async () => {
    const cwd = tempFolder();
    mkdirSync(join(cwd, "v1.2.3"));
    const options = { cwd, downloads: async () => Promise.reject(new Error("nobody needs to know")) };
    expect(await releasePlace("v1.2.3", options)).toEqual({ kind: "folder", folder: join(cwd, "v1.2.3") });
    expect(await releasePlace("dist", options)).toEqual({ kind: "folder", folder: join(cwd, "dist") });
    expect(await releasePlace("https://a.example/x", options)).toMatchObject({ kind: "address" });
    const configured = { cwd, downloads: async () => "https://a.example/{version}/{file}" };
    expect(await releasePlace("v1.2.4", configured)).toMatchObject({
      kind: "address",
      address: { shown: "https://a.example/1.2.4/", version: "1.2.4" },
    });
  });
});

describe("verifyPlace()", () => {
  test("verifies what is published at GitHub as what is in a folder, and leaves nothing behind", async () => {
    const release = await sampleRelease(tempFolder());
    const github = await githubForTest();
    const files = readdirSync(release.folder);
    const assets = Object.fromEntries(files.map((file) => [file, readFileSync(join(release.folder, file))]));
    await github.repository("octo/app").addRelease({ tag: "v1.2.3", assets });
    const releases = `${github.webUrl}/octo/app/releases`;
    const inFolder = await verify(release, { name: release.folder });
    expect(await verify(release, { name: `${releases}/tag/v1.2.3` })).toEqual(inFolder);
    const downloads = `${releases}/download/v{version}/{file}`;
    expect(await verify(release, { name: "v1.2.3", downloads })).toEqual(inFolder);
    const missing = await caught(async () => verify(release, { name: "1.2.4", downloads }));
    expect(missing.code).toBe("release-not-found");
    expect(missing.message).toContain(`Cannot verify "${releases}/download/v1.2.4/"`);
  });

  test("removes what it downloaded when something does not hold, and says where that is", async () => {
    const release = await sampleRelease(tempFolder());
    const server = await badServer(release, {
      "latest.json": (response) => response.writeHead(404).end(),
    });
    const parent = tempFolder();
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = parent;
    try {
      const fault = await caught(async () => verify(release, { name: server.folder }));
      expect(fault.code).toBe("release-untrusted");
      expect(fault.message).toBe(`Cannot trust "${server.folder}": 1 file does not hold`);
      expect(leftovers(parent)).toEqual([]);
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
    }
  });

  test("tells claim by claim what was proven and what was not", async () => {
    const release = await sampleRelease(tempFolder());
    const verification = await verify(release, { name: release.folder });
    expect(verification.claims.map(({ claim, proven }) => [claim, proven])).toEqual([
      ["signature of the list", true],
      ["digests", true],
      ["archives", true],
      ["executables", true],
      ["macOS signatures", true],
      ["Windows signatures", false],
      ["SBOMs", true],
      ["packages in SBOMs", false],
      ["provenance", true],
      ["built from its sources", false],
      ["latest.json", true],
      ["started here", false],
    ]);
    expect(claimed(verification, "digests")?.text).toBe("44 files have the digest that is listed");
    expect(claimed(verification, "started here")?.text).toBe("nothing was to be started");
  });

  test("starts what it verified, but nothing that anyone may have made", async () => {
    const release = await sampleRelease(tempFolder());
    // The samples can be read and do not run, which is the machine's fault or theirs.
    const told = await verify(release, { name: release.folder, start: true }).then(
      (verification) => claimed(verification, "started here")?.text,
      (fault: Fault) => `${fault.code}: ${fault.details.join("; ")}`,
    );
    expect(told).toMatch(
      /^(?:.*cannot be started here|release-untrusted: .*ended with|the release has no executable for)/u,
    );
    const snapshot = await testKeyRelease(tempFolder(), { snapshot: true });
    const assumed = await verify(snapshot, { name: snapshot.folder, start: true, origin: "assumed" });
    expect(claimed(assumed, "started here")?.text).toContain("anyone may have made it");
    expect(claimed(assumed, "signature of the list")).toMatchObject({ proven: false });
  });
});
