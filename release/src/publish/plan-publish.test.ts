import { type Random, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { LIMITS } from "./limits.ts";
import { planPublish, type PublishAction, type PublishInput, type PublishPlan } from "./plan-publish.ts";
import type { LocalRelease, RemoteAsset, RemoteRelease, RemoteState } from "./state.ts";

const DAY_MS = 86_400_000;

const LOCAL: LocalRelease = {
  product: "tool",
  version: "1.2.3",
  tag: "v1.2.3",
  commit: "a".repeat(40),
  isPrerelease: false,
  track: "stable",
  files: ["a", "b", "c"].map((name, index) => ({
    name,
    path: `/dist/release/${name}`,
    sizeBytes: index + 1,
    sha256: String(index).repeat(64),
  })),
  checksums: "0".repeat(64),
  manifest: "{}",
};

const NOTHING: RemoteState = {
  tagCommit: undefined,
  published: undefined,
  drafts: [],
  trackDocument: undefined,
};

function asset(name: string, changes: Partial<RemoteAsset> = {}): RemoteAsset {
  const file = LOCAL.files.find((candidate) => candidate.name === name);
  return {
    id: `id of ${name}`,
    name,
    sizeBytes: file?.sizeBytes ?? 9,
    sha256: file?.sha256 ?? "9".repeat(64),
    ...changes,
  };
}

function draft(publisher: string | undefined, changes: Partial<RemoteRelease> = {}): RemoteRelease {
  const marker = publisher === undefined ? undefined : { publisher, checksums: LOCAL.checksums };
  return { id: `draft of ${publisher}`, marker, author: "octo", touchedMs: DAY_MS, assets: [], ...changes };
}

function plan(
  remote: Partial<RemoteState>,
  self: Partial<PublishInput["self"]> = {},
  nowMs: number = DAY_MS,
): PublishPlan {
  const own = { id: "me", uploaded: new Map<string, string>(), takeOver: false, ...self };
  const input = { local: LOCAL, remote: { ...NOTHING, ...remote }, self: own, nowMs };
  return planPublish({ ...input, isDraftOnly: false });
}

function shown(actions: readonly PublishAction[]): readonly string[] {
  return actions.map((action) => {
    if (action.kind === "upload") return `upload ${action.file.name}`;
    if (action.kind === "remove-asset") return `remove ${action.asset.id}`;
    return "draft" in action && action.draft !== undefined
      ? `${action.kind} ${action.draft.id}`
      : action.kind;
  });
}

describe("planPublish()", () => {
  test("of nothing plans everything, in order", () => {
    expect(shown(plan({}).actions)).toEqual([
      "create-draft",
      "upload a",
      "upload b",
      "upload c",
      "publish",
      "write-track",
    ]);
  });

  test("of the draft of an earlier attempt of the same run takes it over, and of another leg does not", () => {
    const drafts = [draft("run-77-1-one")];
    const later = plan({ drafts }, { id: "run-77-2-two" });
    expect(shown(later.actions)[0]).toBe("claim-draft draft of run-77-1-one");
    expect(plan({ drafts }, { id: "run-77-1-two" }).refusal?.code).toBe("other-publisher");
  });

  test("of our own draft plans what it lacks, and anew what is not whole or has other bytes", () => {
    const assets = [asset("a"), asset("b", { sha256: undefined }), asset("c", { sha256: "f".repeat(64) })];
    expect(shown(plan({ drafts: [draft("me", { assets })] }).actions)).toEqual([
      "remove id of b",
      "remove id of c",
      "upload b",
      "upload c",
      "publish draft of me",
      "write-track",
    ]);
  });

  test("removes what an earlier try of ours uploaded under a name that is no longer ours, and nothing else", () => {
    const drafts = [draft("me", { assets: [asset("old")] })];
    expect(shown(plan({ drafts }, { uploaded: new Map([["old", "9".repeat(64)]]) }).actions)[0]).toBe(
      "remove id of old",
    );
    expect(plan({ drafts }, { uploaded: new Map([["old", "8".repeat(64)]]) }).refusal?.code).toBe(
      "foreign-asset",
    );
    const refused = plan({ drafts });
    expect(refused).toMatchObject({ actions: [], refusal: { code: "foreign-asset", details: ["old"] } });
  });

  test("uses the older of two own drafts and drops the other, unless others put something into it", () => {
    const [first, second] = [draft("me", { id: "1" }), draft("me", { id: "2" })];
    expect(shown(plan({ drafts: [first, second] }).actions)[0]).toBe("drop-draft 2");
    const touched = { ...second, assets: [asset("theirs")] };
    expect(shown(plan({ drafts: [first, touched] }).actions)).not.toContain("drop-draft 2");
  });

  test("gives way to a publisher that was there before, and takes its own draft with it", () => {
    const both = plan({ drafts: [draft("you"), draft("me")] });
    expect(shown(both.actions)).toEqual(["drop-draft draft of me"]);
    expect(both.refusal).toMatchObject({
      code: "other-publisher",
      message: expect.stringContaining("as you, last seen"),
    });
    expect(plan({ drafts: [draft("me"), draft("you")] }).refusal).toBeUndefined();
  });

  test("continues what another one left when it has been still for long, or when asked to", () => {
    const still = [draft("you", { touchedMs: 0 })];
    expect(shown(plan({ drafts: still }).actions)[0]).toBe("claim-draft draft of you");
    const fresh = [draft("you")];
    expect(plan({ drafts: fresh }).refusal?.code).toBe("other-publisher");
    expect(shown(plan({ drafts: fresh }, { takeOver: true }).actions)[0]).toBe("claim-draft draft of you");
  });

  describe("of a whole draft of the same bytes that another publisher left", () => {
    const whole = [draft("you", { assets: LOCAL.files.map(({ name }) => asset(name)) })];
    const soon = DAY_MS + 1000;
    const later = DAY_MS + LIMITS.wholeIdleMs + 1;

    test("says that it waits, and who made it, while that one may still be at it", () => {
      const { actions, refusal } = plan({ drafts: whole }, {}, soon);
      expect(actions).toEqual([]);
      expect(refusal).toMatchObject({
        code: "other-publisher",
        message: expect.stringContaining('a draft that "octo" made as you is whole and waits'),
        hint: expect.stringMatching(/^Publish again in a minute/u),
      });
    });

    test("goes on from it once nobody touches it", () => {
      expect(shown(plan({ drafts: whole }, {}, later).actions)).toEqual([
        "claim-draft draft of you",
        "publish draft of you",
        "write-track",
      ]);
    });

    test("leaves that to --take-over where one of both is of a workflow", () => {
      const run = [draft("run-7-1-a", { assets: whole[0]?.assets ?? [] })];
      expect(plan({ drafts: run }, {}, later).refusal?.hint).toContain("--take-over");
      expect(plan({ drafts: whole }, { id: "run-7-1-a" }, later).refusal?.code).toBe("other-publisher");
      expect(shown(plan({ drafts: run }, { takeOver: true }, later).actions)[0]).toMatch(/^claim-draft/u);
    });

    test.each([
      ["other bytes", { sha256: "8".repeat(64) }],
      ["a part", { sha256: undefined }],
      ["another file", { name: "d" }],
    ])("does not where it has %s", (_what, changes) => {
      const assets = [asset("a"), asset("b"), asset("c", changes)];
      const { refusal } = plan({ drafts: [draft("you", { assets })] }, {}, later);
      expect(refusal?.message).toContain("is publishing it as you");
      const more = [...(whole[0]?.assets ?? []), asset("theirs")];
      expect(plan({ drafts: [draft("you", { assets: more })] }, {}, later).refusal?.code).toBe(
        "other-publisher",
      );
    });
  });

  test("makes a draft of other bytes anew, once it is its own", () => {
    const others = { marker: { publisher: "you", checksums: "1".repeat(64) }, assets: [asset("a")] };
    expect(shown(plan({ drafts: [draft("you", others)] }, { takeOver: true }).actions)).toEqual([
      "claim-draft draft of you",
      "drop-draft draft of you",
      "create-draft",
      "upload a",
      "upload b",
      "upload c",
      "publish",
      "write-track",
    ]);
    const claimed = draft("me", { ...others, marker: { publisher: "me", checksums: "1".repeat(64) } });
    expect(shown(plan({ drafts: [claimed] }).actions)[0]).toBe("drop-draft draft of me");
    const touched = { ...claimed, assets: [asset("theirs")] };
    expect(plan({ drafts: [touched] }).refusal?.code).toBe("foreign-asset");
  });

  test("takes no draft for left while an upload to it may still last", () => {
    expect(LIMITS.idleMs).toBeGreaterThan(LIMITS.uploadTimeoutMs);
  });

  test("never continues what was made by hand", () => {
    const drafts = [draft(undefined, { touchedMs: 0 })];
    expect(plan({ drafts }, { takeOver: true }).refusal?.message).toContain("by hand");
  });

  test("leaves what is published alone, whatever others added, and drops what is left of our own draft", () => {
    const published = draft("me", { assets: [asset("c"), asset("b"), asset("a"), asset("theirs")] });
    const trackDocument = { version: "1.2.3" };
    expect(plan({ published, trackDocument })).toEqual({ actions: [], refusal: undefined });
    const drafts = [draft("me", { id: "left" }), draft("you")];
    expect(shown(plan({ published, trackDocument, drafts }).actions)).toEqual(["drop-draft left"]);
    const other = { ...published, assets: [asset("a", { sizeBytes: 7 }), asset("b")] };
    expect(plan({ published: other }).refusal?.details).toHaveLength(2);
  });

  test("refuses a tag that is on another commit", () => {
    expect(plan({ tagCommit: "b".repeat(40) }).refusal?.code).toBe("tag-elsewhere");
    expect(plan({ tagCommit: LOCAL.commit }).refusal).toBeUndefined();
  });

  test.each([
    ["1.2.2", true],
    ["1.2.3-rc.1", true],
    ["1.2.3", false],
    ["1.10.0", false],
  ])("the track's document of %s is replaced: %s", (version, isReplaced) => {
    expect(shown(plan({ trackDocument: { version } }).actions).includes("write-track")).toBe(isReplaced);
  });

  test("whatever there is, it never removes or drops what is not ours, and publishes only what is whole", () => {
    const random = seededRandom(7);
    for (let round = 0; round < 3000; round += 1) {
      const remote = anyState(random);
      const uploaded = new Map([["old", "9".repeat(64)]]);
      const { actions } = plan(remote, { uploaded, takeOver: random.below(2) === 0 });
      for (const action of actions) {
        if (action.kind === "remove-asset") expect(action.asset.name).not.toBe("theirs");
        if (action.kind === "drop-draft") {
          const { marker, id } = action.draft;
          const isClaimed = actions.some((one) => one.kind === "claim-draft" && one.draft.id === id);
          expect(marker?.publisher).toBe(isClaimed ? "you" : "me");
          expect(isClaimed && marker?.checksums === LOCAL.checksums).toBe(false);
          expect(action.draft.assets.map(({ name }) => name)).not.toContain("theirs");
        }
        if (action.kind !== "publish") continue;
        const { draft: chosen } = action;
        const sound = chosen?.assets.filter((one) => isSound(one)).map(({ name }) => name) ?? [];
        const sent = actions.flatMap((one) => (one.kind === "upload" ? [one.file.name] : []));
        expect([...sound, ...sent].toSorted()).toEqual(["a", "b", "c"]);
        expect(chosen?.assets.map(({ name }) => name) ?? []).not.toContain("theirs");
      }
    }
  });
});

function isSound({ name, sizeBytes, sha256 }: RemoteAsset): boolean {
  return LOCAL.files.some(
    (file) => file.name === name && file.sizeBytes === sizeBytes && file.sha256 === sha256,
  );
}

/** Drafts and files of ours, of others and of nobody, in any mixture. */
function anyState(random: Random): Partial<RemoteState> {
  const assets = (): readonly RemoteAsset[] =>
    ["a", "b", "c", "old", "theirs"].flatMap((name) => {
      const kind = random.below(name === "theirs" ? 12 : 4);
      if (kind === 0) return [];
      if (name === "theirs" && kind > 1) return [];
      return [asset(name, kind === 1 && name !== "theirs" ? { sha256: undefined } : {})];
    });
  const drafts = Array.from({ length: random.below(4) }, (_, index) => {
    const made = draft(["me", "you", undefined][random.below(3)], {
      id: String(index),
      touchedMs: random.below(2) * DAY_MS,
      assets: assets(),
    });
    const { marker } = made;
    if (marker === undefined || random.below(2) === 0) return made;
    return { ...made, marker: { ...marker, checksums: "1".repeat(64) } };
  });
  return { drafts, ...(random.below(4) === 0 ? { published: draft("you", { assets: assets() }) } : {}) };
}
