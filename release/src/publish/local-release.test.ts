import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Fault } from "@slipway/fault";
import { caught, mutate, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { expectNothingElse, localRelease } from "./local-release.ts";
import { publishableRelease } from "./testing/publishable-release.ts";

describe("localRelease()", () => {
  test("has every file of the record, with its digest, and what the version says of its track", async () => {
    const { env, record } = await publishableRelease({ version: "2.0.0-rc.1" });
    const local = localRelease(env.dist);
    expect(local).toMatchObject({
      version: "2.0.0-rc.1",
      tag: "v2.0.0-rc.1",
      track: "beta",
      isPrerelease: true,
      isSnapshot: false,
    });
    expect(Object.fromEntries(local.files.map(({ name, sha256 }) => [name, sha256]))).toEqual(
      Object.fromEntries(record.artifacts.map(({ file, sha256 }) => [file, sha256])),
    );
    expect(local.manifest).toContain('"2.0.0-rc.1"');
  });

  test("names what is missing or has another size", async () => {
    const { env } = await publishableRelease();
    rmSync(join(env.dist, "release", "latest.json"));
    writeFileSync(join(env.dist, "release", "checksums.txt"), "");
    const fault = await caught(() => localRelease(env.dist));
    expect(fault.code).toBe("release-stale");
    expect(fault.details).toEqual([
      expect.stringMatching(/^checksums\.txt: 0 bytes, made with /u),
      "latest.json: it is missing",
    ]);
  });

  test("names what the record does not have", async () => {
    const { env, record } = await publishableRelease();
    const artifacts = record.artifacts.filter(({ file }) => file !== "checksums.txt.minisig");
    writeFileSync(join(env.dist, "release.json"), JSON.stringify({ ...record, artifacts }));
    const fault = await caught(() => {
      expectNothingElse(localRelease(env.dist), env.dist);
    });
    expect(fault).toMatchObject({ code: "release-stale" });
    expect(fault.details).toEqual([expect.stringMatching(/^checksums\.txt\.minisig: .*does not have it$/u)]);
  });

  test("takes no record for none, whatever is in it", async () => {
    const { env, record } = await publishableRelease();
    expect((await caught(() => localRelease(tempFolder()))).code).toBe("release-stale");
    const outside = { ...record, artifacts: [{ ...record.artifacts[0], file: "../../secret" }] };
    writeFileSync(join(env.dist, "release.json"), JSON.stringify(outside));
    expect((await caught(() => localRelease(env.dist))).message).toContain("is no record of a release");
    const random = seededRandom(3);
    const text = Buffer.from(JSON.stringify(record));
    for (let round = 0; round < 300; round += 1) {
      writeFileSync(join(env.dist, "release.json"), mutate(text, random));
      const read = await outcomeOf(() => localRelease(env.dist));
      expect(read instanceof Fault ? read.code : "release-stale").toBe("release-stale");
    }
  });
});

async function outcomeOf(action: () => unknown): Promise<unknown> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
