import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { sha256Text } from "@slipway/build";
import { caught, sha256Of, treeState } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { carryOut } from "../carry-out.ts";
import { localRelease } from "../local-release.ts";
import { publish } from "../publish.ts";
import {
  NO_PATIENCE,
  type Publishable,
  publishableRelease,
  publishOptions,
} from "../testing/publishable-release.ts";
import { dirDestination } from "./dir-destination.ts";
import { LOCK_FILE } from "./folder-lock.ts";

function siteOf({ root }: Publishable): string {
  return join(root, "site");
}

/** Everything that was published, and nothing else. */
function expectPublished(made: Publishable, version = "1.2.3"): void {
  const site = siteOf(made);
  const folder = join(site, `v${version}`);
  expect(readdirSync(site).toSorted()).toEqual([LOCK_FILE, "stable", `v${version}`, `v${version}.md`]);
  expect(Object.fromEntries(readdirSync(folder).map((file) => [file, sha256Of(join(folder, file))]))).toEqual(
    Object.fromEntries(made.record.artifacts.map(({ file, sha256 }) => [file, sha256])),
  );
  const lasting = ["install.sh", "latest.json"];
  expect(readdirSync(join(site, "stable")).toSorted()).toEqual(lasting);
  for (const file of lasting)
    expect(readFileSync(join(site, "stable", file))).toEqual(readFileSync(join(folder, file)));
  expect(readFileSync(join(site, `v${version}.md`), "utf8")).toContain("Now");
}

describe("publishing into a folder", () => {
  test("puts every file in place with one rename, and the track's document after it", async () => {
    const made = await publishableRelease();
    const published = await publish(made.options, made.env);
    expect(published).toMatchObject({ tag: "v1.2.3", files: made.record.artifacts.length, track: "stable" });
    expectPublished(made);
  });

  test("does nothing when everything is there", async () => {
    const made = await publishableRelease();
    await publish(made.options, made.env);
    const before = treeState(siteOf(made));
    expect((await publish(made.options, made.env)).changes).toBe(0);
    expect(treeState(siteOf(made))).toEqual(before);
  });

  test("a repeat finds a published byte that changed, whatever the file's time says", async () => {
    const made = await publishableRelease();
    await publish(made.options, made.env);
    const file = join(siteOf(made), "v1.2.3", "latest.json");
    const { atime, mtime } = statSync(file);
    const bytes = readFileSync(file);
    writeFileSync(
      file,
      bytes.map((byte, index) => (index === 5 ? byte ^ 1 : byte)),
    );
    utimesSync(file, atime, mtime);
    const fault = await caught(() => publish(made.options, made.env));
    expect(fault.code).toBe("already-published");
    expect(fault.details).toEqual([expect.stringMatching(/^latest\.json: published with SHA-256 /u)]);
    writeFileSync(file, bytes);
    expect((await publish(made.options, made.env)).changes).toBe(0);
  });

  test("a dry run of what is published changes nothing either", async () => {
    const made = await publishableRelease();
    await publish(made.options, made.env);
    rmSync(join(made.root, "dist", ".cache", "published.json"), { force: true });
    const before = treeState(made.root);
    expect((await publish({ ...made.options, dryRun: true }, made.env)).plan).toEqual([]);
    expect(treeState(made.root)).toEqual(before);
  });

  test("a dry run names everything and changes nothing", async () => {
    const made = await publishableRelease();
    const before = treeState(made.root);
    const { plan, changes } = await publish({ ...made.options, dryRun: true }, made.env);
    expect(changes).toBe(0);
    expect(plan.map(({ kind }) => kind)).toEqual([
      "create-draft",
      ...made.record.artifacts.map(() => "upload"),
      "publish",
      "write-track",
      "verify",
    ]);
    expect(treeState(made.root)).toEqual(before);
  });

  test("interrupted before any change to the folder, a later try ends the same", async () => {
    const made = await publishableRelease();
    const site = siteOf(made);
    const local = localRelease(made.env.dist);
    const text = { notes: "Now", marker: { publisher: "one", checksums: local.checksums } };
    const self = { id: "one", uploaded: new Map<string, string>(), takeOver: false };
    const work = {
      local,
      text,
      self,
      patience: NO_PATIENCE,
      now: Date.now,
      onUpload: () => undefined,
      isDraftOnly: false,
    };
    let isWhole = false;
    let stop = 0;
    for (; !isWhole; stop += 1) {
      rmSync(site, { recursive: true, force: true });
      let operations = 0;
      const interrupted = dirDestination(site, {
        onChange: () => {
          operations += 1;
          if (operations > stop) throw new Error("power cut");
        },
      });
      const first = carryOut({ ...work, destination: interrupted }, made.env);
      isWhole = await first.then(
        () => true,
        () => false,
      );
      await carryOut({ ...work, destination: dirDestination(site) }, made.env);
      expectPublished(made);
    }
    expect(stop).toBeGreaterThan(made.record.artifacts.length * 2);
  });

  test("replaces what is not whole or has other bytes in its own draft, and uploads nothing twice", async () => {
    const made = await publishableRelease();
    const site = siteOf(made);
    const publisher = await stopBeforePublishing(made);
    const draft = join(site, ".v1.2.3.draft");
    writeFileSync(join(draft, "latest.json"), "{}");
    writeFileSync(join(draft, ".checksums.txt.somebody.part"), "half");
    const kept = statSync(join(draft, "tool-linux-x64")).ino;
    expect(publisher).not.toBe("");
    const { changes } = await publish(made.options, made.env);
    expect(changes).toBe(2 + 1 + 2);
    expectPublished(made);
    expect(statSync(join(site, "v1.2.3", "tool-linux-x64")).ino).toBe(kept);
  });

  test("publishes no byte that it has not read itself, whatever is kept of it", async () => {
    const made = await publishableRelease();
    await stopBeforePublishing(made);
    const file = join(siteOf(made), ".v1.2.3.draft", "latest.json");
    const bytes = readFileSync(file, "utf8");
    writeFileSync(file, bytes.replace("1.2.3", "1.2.4"));
    const { dev, ino, size, mtimeNs, ctimeNs } = lstatSync(file, { bigint: true });
    const digests = { [[dev, ino, size, mtimeNs, ctimeNs].join(" ")]: sha256Text(bytes) };
    const kept = join(made.env.dist, ".cache", "published.json");
    mkdirSync(dirname(kept), { recursive: true });
    writeFileSync(kept, JSON.stringify({ format: 1, digests }));
    await publish(made.options, made.env);
    expectPublished(made);
  });

  test("refuses a draft with a file that is not ours, and leaves it alone", async () => {
    const made = await publishableRelease();
    await stopBeforePublishing(made);
    const foreign = join(siteOf(made), ".v1.2.3.draft", "theirs.txt");
    writeFileSync(foreign, "theirs");
    const fault = await caught(() => publish(made.options, made.env));
    expect(fault).toMatchObject({ code: "foreign-asset", details: ["theirs.txt"] });
    expect(readFileSync(foreign, "utf8")).toBe("theirs");
    rmSync(foreign);
    await publish(made.options, made.env);
    expectPublished(made);
  });

  test("refuses what is published with other bytes, and never changes it", async () => {
    const made = await publishableRelease();
    await publish(made.options, made.env);
    const changed = join(siteOf(made), "v1.2.3", "latest.json");
    writeFileSync(changed, "{}");
    rmSync(join(siteOf(made), "v1.2.3", "checksums.txt"));
    const fault = await caught(() => publish(made.options, made.env));
    expect(fault.code).toBe("already-published");
    expect(fault.details).toEqual([
      "checksums.txt: it is not among the published files",
      expect.stringContaining("latest.json: published with SHA-256"),
    ]);
    expect(readFileSync(changed, "utf8")).toBe("{}");
  });

  test("of two publishers one wins and the other says who it is; what it left can be taken over", async () => {
    const made = await publishableRelease();
    await stopBeforePublishing(made);
    rmSync(join(made.root, "dist", "publish.json"));
    const fault = await caught(() => publish(made.options, made.env));
    expect(fault.code).toBe("other-publisher");
    expect(fault.message).toMatch(/ made as [0-9a-f]{16} is whole and waits, last changed 20/u);
    const later = Date.now() + 2 * 60_000;
    expect((await publish({ ...made.options, dryRun: true, now: () => later }, made.env)).plan[0]?.kind).toBe(
      "claim-draft",
    );
    await publish(publishOptions(made.config, { takeOver: true }), made.env);
    expectPublished(made);
  });

  test("two at the same time publish one release", async () => {
    const made = await publishableRelease();
    const outcomes = await Promise.allSettled(["1", "2", "3"].map(async (run) => publishAs(made, run)));
    const lost = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    for (const fault of lost) expect(fault).toMatchObject({ code: "other-publisher" });
    expect(lost.length).toBeLessThan(3);
    expectPublished(made);
  });

  test.skipIf(process.platform === "win32")("shows nobody else what is not published", async () => {
    const made = await publishableRelease();
    const site = siteOf(made);
    await stopBeforePublishing(made);
    for (const name of [LOCK_FILE, ".v1.2.3.draft", ".v1.2.3.draft.json"])
      expect(statSync(join(site, name)).mode & 0o077, name).toBe(0);
    await publish(made.options, made.env);
    expect(statSync(join(site, "v1.2.3")).mode & 0o777).toBe(0o777 & ~process.umask());
  });

  test("leaves no installer of an earlier version at an address that stays", async () => {
    const made = await publishableRelease();
    const track = join(siteOf(made), "stable");
    mkdirSync(track, { recursive: true });
    writeFileSync(join(track, "latest.json"), '{"version":"1.2.2"}');
    for (const name of ["install.sh", "install.ps1"]) writeFileSync(join(track, name), "earlier");
    await publish(made.options, made.env);
    expectPublished(made);
  });

  test("leaves what stays at its address at a later version", async () => {
    const made = await publishableRelease();
    const track = join(siteOf(made), "stable");
    mkdirSync(track, { recursive: true });
    const later = { "latest.json": '{"version":"1.10.0"}', "install.sh": "later", "install.ps1": "later" };
    for (const [name, text] of Object.entries(later)) writeFileSync(join(track, name), text);
    await publish(made.options, made.env);
    for (const [name, text] of Object.entries(later))
      expect(readFileSync(join(track, name), "utf8")).toBe(text);
  });

  test("does not take the track back, and refuses a document that is none", async () => {
    const made = await publishableRelease();
    mkdirSync(join(siteOf(made), "stable"), { recursive: true });
    const document = join(siteOf(made), "stable", "latest.json");
    writeFileSync(document, "<html>");
    expect((await caught(() => publish(made.options, made.env))).code).toBe("track-foreign");
    writeFileSync(document, '{"version":"1.10.0"}');
    await publish(made.options, made.env);
    expect(readFileSync(document, "utf8")).toBe('{"version":"1.10.0"}');
  });

  test("says that a file stands where the folder should be", async () => {
    const made = await publishableRelease();
    writeFileSync(siteOf(made), "");
    expect((await caught(() => publish(made.options, made.env))).code).toBe("no-repository");
  });
});

async function publishAs(made: Publishable, run: string): Promise<unknown> {
  const variables = { GITHUB_ACTIONS: "true", GITHUB_RUN_ID: run };
  return publish(made.options, { ...made.env, variables });
}

/** Leaves a draft with all files in it; resolves to its publisher. */
async function stopBeforePublishing(made: Publishable): Promise<string> {
  const abort = new AbortController();
  const env = {
    ...made.env,
    signal: abort.signal,
    report: (event: Parameters<typeof made.env.report>[0]) => {
      if (event.kind === "step-start" && event.step === "publishing") abort.abort();
    },
  };
  const fault = await caught(() => publish(made.options, env));
  expect(fault.code).toBe("interrupted");
  const journal: { readonly publisher: string } = JSON.parse(
    readFileSync(join(made.root, "dist", "publish.json"), "utf8"),
  );
  return journal.publisher;
}
