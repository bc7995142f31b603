/** Each thing that may go wrong at GitHub, alone, and what becomes of the release. */

import { caught, GITHUB_TOKEN, type Misbehaviour } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { expectPublished, place, run } from "../testing/github-place.ts";

const UPLOAD = { operation: "repos/upload-release-asset" } as const;
const CREATE = { operation: "repos/create-release" } as const;
const UNDRAFT = { operation: "repos/update-release" } as const;
const LIST = { operation: "repos/list-release-assets" } as const;

describe("a GitHub that misbehaves", () => {
  const passing: readonly (readonly [string, Misbehaviour])[] = [
    ["500 to a question", { operation: "repos/list-releases", does: { kind: "refuse", status: 500 } }],
    ["502 to the draft", { ...CREATE, does: { kind: "refuse", status: 502 } }],
    ["a draft that lands but answers 500", { ...CREATE, does: { kind: "landed", answers: 500 } }],
    ["a draft that lands, then a reset", { ...CREATE, does: { kind: "landed", answers: "reset" } }],
    [
      "502 to an upload, with a starter",
      { ...UPLOAD, nth: 2, does: { kind: "refuse", status: 502, leavesStarter: true } },
    ],
    ["422 duplicate", { ...UPLOAD, nth: 2, does: { kind: "refuse", status: 422 } }],
    ["409", { ...UPLOAD, does: { kind: "refuse", status: 409 } }],
    ["404 to an upload", { ...UPLOAD, does: { kind: "refuse", status: 404 } }],
    ["a reset before an upload", { ...UPLOAD, does: { kind: "reset", at: "start" } }],
    ["a reset in the middle of an upload", { ...UPLOAD, does: { kind: "reset", at: "middle" } }],
    ["a reset after an upload", { ...UPLOAD, does: { kind: "reset", at: "end" } }],
    ["an upload that lands but answers 502", { ...UPLOAD, nth: 3, does: { kind: "landed", answers: 502 } }],
    ["an upload that lands, then a reset", { ...UPLOAD, nth: 3, does: { kind: "landed", answers: "reset" } }],
    ["a bit that falls over", { ...UPLOAD, nth: 2, does: { kind: "wrong-bytes", how: "flipped" } }],
    ["a byte that is lost", { ...UPLOAD, nth: 2, does: { kind: "wrong-bytes", how: "truncated" } }],
    ["a primary rate limit", { ...UPLOAD, does: { kind: "rate-limit" } }],
    ["a secondary rate limit", { ...UPLOAD, times: 2, does: { kind: "secondary-limit", status: 429 } }],
    ["a rate limit on a question", { operation: "repos/get", does: { kind: "rate-limit" } }],
    ["a secondary limit on a change", { ...CREATE, does: { kind: "secondary-limit" } }],
    ["a list of files that is late", { ...LIST, nth: 2, times: 3, does: { kind: "late", hiddenCount: 2 } }],
    [
      "a list of releases that is late",
      { operation: "repos/list-releases", nth: 2, times: 2, does: { kind: "late" } },
    ],
    ["publishing that lands but answers 500", { ...UNDRAFT, does: { kind: "landed", answers: 500 } }],
    ["publishing refused with 500", { ...UNDRAFT, does: { kind: "refuse", status: 500 } }],
    [
      "half an answer, then a reset",
      { operation: "repos/list-releases", does: { kind: "cut", ends: "reset" } },
    ],
    [
      "half an answer as if it were all",
      { operation: "repos/get-release-by-tag", nth: 2, does: { kind: "cut", ends: "regularly" } },
    ],
    ["an upload's answer that is cut", { ...UPLOAD, does: { kind: "cut", ends: "regularly" } }],
    ["a slow answer", { ...UPLOAD, does: { kind: "slow", delayMs: 50 } }],
    ["a branch that is not made", { operation: "git/create-ref", does: { kind: "refuse", status: 500 } }],
    [
      "a branch that is made, and 500",
      { operation: "git/create-ref", does: { kind: "landed", answers: 500 } },
    ],
  ];

  test.each(passing)("ends well in the same run: %s", async (_what, misbehaviour) => {
    const made = await place();
    made.server.misbehave(misbehaviour);
    await run(made);
    expectPublished(made);
    expect(made.server.unusedMisbehaviours()).toEqual([]);
  });

  const failing: readonly (readonly [string, string, Misbehaviour])[] = [
    ["401 in the middle", "token-refused", { ...UPLOAD, nth: 2, does: { kind: "refuse", status: 401 } }],
    ["403 in the middle", "no-rights", { ...UPLOAD, nth: 2, does: { kind: "refuse", status: 403 } }],
    ["403 to the draft", "no-rights", { ...CREATE, does: { kind: "refuse", status: 403 } }],
    ["500 without end", "github-failed", { ...UNDRAFT, times: 100, does: { kind: "refuse", status: 500 } }],
    ["502 without end", "github-failed", { ...UPLOAD, times: 1000, does: { kind: "refuse", status: 502 } }],
    [
      "resets without end",
      "github-unreachable",
      { ...UPLOAD, times: 1000, does: { kind: "reset", at: "middle" } },
    ],
    ["limits without end", "rate-limited", { ...UPLOAD, times: 1000, does: { kind: "secondary-limit" } }],
    [
      "a limit of an hour",
      "rate-limited",
      { ...UPLOAD, times: 1000, does: { kind: "secondary-limit", retryAfterS: 3600 } },
    ],
    ["lists that stay late", "publish-incomplete", { ...LIST, nth: 2, times: 1000, does: { kind: "late" } }],
    ["a loop of redirects", "no-repository", { operation: "repos/get", does: { kind: "redirect-loop" } }],
  ];

  test.each(failing)("says what it was, and a later run ends well: %s", async (_what, code, misbehaviour) => {
    const made = await place();
    made.server.misbehave(misbehaviour);
    const fault = await caught(() => run(made));
    expect(fault).toMatchObject({ code });
    expect(JSON.stringify(fault) + fault.message).not.toContain(GITHUB_TOKEN);
    expect(
      made.server
        .repository("octo/app")
        .releases()
        .filter(({ draft }) => !draft),
    ).toEqual([]);
    made.server.behave();
    await run(made);
    expectPublished(made);
  });

  test("an answer that never ends is given up", async () => {
    const made = await place();
    made.server.misbehave({ ...UPLOAD, does: { kind: "stall" } });
    const patience = { baseMs: 1, answerTimeoutMs: 300, secondMs: 1 };
    await run({ ...made, options: { ...made.options, patience } });
    expectPublished(made);
  });
});
