import { recordingEnv } from "@slipway/build/testing";
import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { sampleUpdate } from "./testing/sample-update.ts";
import { emptyRepository, type Mischief, type Repository, tapServer } from "./testing/tap-server.ts";
import type { TapUpdate } from "./update-tap.ts";
import { tryTap, updateTap } from "./update-tap.ts";

const TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";
const BASIC = Buffer.from(`x-access-token:${TOKEN}`).toString("base64");
const PUSH = "git-receive-pack";

function environment(variables: Readonly<Record<string, string>> = {}): ReturnType<typeof recordingEnv> {
  return recordingEnv("/nowhere", {
    variables: { PATH: process.env["PATH"], HOME: "/nowhere", ...variables },
  });
}

function filled(): Repository {
  const repository = emptyRepository();
  repository.commit("README.md", "A tap\n");
  return repository;
}

/** As GitHub does it: everybody may read, and whoever pushes needs the token. */
const asksForToken: Mischief = (what, request) =>
  !what.includes(PUSH) || request.headers.get("authorization") === `Basic ${BASIC}`
    ? undefined
    : new Response("", { status: 401, headers: { "www-authenticate": 'Basic realm="tap"' } });

function answers(status: number, of = "", body = ""): Mischief {
  return (what) =>
    what.includes(of) ? new Response(body, { status, headers: { "content-type": "text/plain" } }) : undefined;
}

describe("a tap on a server", () => {
  test("gets the formula with the tap's own token, which is only in a header", async () => {
    const tap = filled();
    const { url, requests } = tapServer(tap, asksForToken);
    const env = environment({ HOMEBREW_TAP_TOKEN: TOKEN });
    expect(await updateTap(sampleUpdate(url), env)).toBeUndefined();
    expect(tap.git("show", "main:Formula/tool.rb")).toBe("ours");
    expect(new Set(requests.map(({ authorization }) => authorization))).toEqual(new Set([`Basic ${BASIC}`]));
    expect(requests.map(({ what }) => what).join("\n")).not.toContain(TOKEN);
  });

  test("gets the token for publishing only where that belongs", async () => {
    const tap = filled();
    const { url, host } = tapServer(tap, asksForToken);
    const env = environment({ GITHUB_TOKEN: TOKEN });
    const update = sampleUpdate(url);
    const elsewhere = await caught(() => updateTap(update, env));
    expect(elsewhere.code).toBe("tap-refused");
    const own = { ...update, access: { ...update.access, releaseHosts: [host] } };
    expect(await updateTap(own, env)).toBeUndefined();
  });

  test.each<[string, Mischief, string]>([
    ["401", asksForToken, "tap-refused"],
    ["403 when pushing", answers(403, PUSH), "tap-refused"],
    ["404", answers(404), "tap-missing"],
    ["500", answers(500), "tap-unreachable"],
    ["503 when pushing", answers(503, PUSH), "tap-unreachable"],
    ["a web page", answers(200, "", "<html>"), "tap-failed"],
    [
      "a redirect elsewhere",
      () => new Response("", { status: 302, headers: { location: "http://127.0.0.1:9/x" } }),
      "tap-missing",
    ],
  ])("is refused before anything is changed: %s", async (_what, mischief, code) => {
    const tap = filled();
    const { url } = tapServer(tap, mischief);
    const fault = await caught(() => tryTap(sampleUpdate(url), environment()));
    expect(fault.code, fault.details.join("\n")).toBe(code);
    expect(fault.message).toContain('"octo/homebrew-tap"');
    expect(tap.git("rev-list", "--count", "main")).toBe("1");
  });

  test("that repeats the token in its answer does not get it into the fault", async () => {
    const said = `remote is cross about ${TOKEN} and ${BASIC}`;
    const { url } = tapServer(filled(), answers(403, PUSH, said));
    const env = environment({ HOMEBREW_TAP_TOKEN: TOKEN });
    const fault = await caught(() => updateTap(sampleUpdate(url), env));
    expect(fault.details.join("\n")).toContain("remote is cross about *** and ***");
    expect(JSON.stringify(fault)).not.toMatch(new RegExp(`${TOKEN}|${BASIC}`, "u"));
  });

  test("that sends us elsewhere does not send the token there", async () => {
    const other = tapServer(filled());
    const { url } = tapServer(
      filled(),
      (_what, request) =>
        new Response("", {
          status: 302,
          headers: { location: request.url.replace(/127\.0\.0\.1:\d+/u, other.host) },
        }),
    );
    const env = environment({ HOMEBREW_TAP_TOKEN: TOKEN });
    expect((await caught(() => updateTap(sampleUpdate(url), env))).code).toBe("tap-missing");
    expect(other.requests).toEqual([]);
  });

  test("that fails for a while gets it later", async () => {
    const tap = filled();
    let failures = 2;
    const { url } = tapServer(tap, () => {
      failures -= 1;
      return failures < 0 ? undefined : new Response("", { status: 502 });
    });
    expect(await updateTap(sampleUpdate(url), environment())).toBeUndefined();
    expect(tap.git("rev-list", "--count", "main")).toBe("2");
  });

  test("that takes it but answers an error has it once", async () => {
    const tap = filled();
    const { url } = tapServer(tap, (what) => {
      if (!what.startsWith(`POST ${PUSH}`)) return undefined;
      tap.commit("Formula/tool.rb", "ours\n");
      return new Response("", { status: 502 });
    });
    expect(await updateTap(sampleUpdate(url), environment())).toBe("it is there");
    expect(tap.git("rev-list", "--count", "main")).toBe("2");
  });

  test("that others push to in between keeps theirs, and gets ours", async () => {
    const tap = filled();
    let others = 3;
    const { url } = tapServer(tap, (what) => {
      const isPush = what === `GET info/refs?service=${PUSH}` || what.startsWith(`POST ${PUSH}`);
      if (isPush && others > 0) tap.commit(`Formula/other${others}.rb`, `${others}\n`);
      if (isPush) others -= 1;
      return undefined;
    });
    expect(await updateTap(sampleUpdate(url), environment())).toBeUndefined();
    expect(tap.git("ls-tree", "-r", "--name-only", "main").split("\n")).toEqual([
      ...[1, 2, 3].map((nth) => `Formula/other${nth}.rb`),
      "Formula/tool.rb",
      "README.md",
    ]);
  });

  test("that others push to all the time is told of, after some tries", async () => {
    const tap = filled();
    const { url } = tapServer(tap, (what) => {
      if (what === `GET info/refs?service=${PUSH}`) tap.commit("README.md", `${Math.random()}\n`);
      return undefined;
    });
    expect((await caught(() => updateTap(sampleUpdate(url), environment()))).code).toBe("tap-busy");
  });

  test("that gets a later version in between keeps it", async () => {
    const tap = filled();
    const { url } = tapServer(tap, (what) => {
      if (what.startsWith(`POST ${PUSH}`)) tap.commit("Formula/tool.rb", "later\n");
      return undefined;
    });
    expect(await updateTap(sampleUpdate(url), environment())).toBe("it is later");
    expect(tap.git("show", "main:Formula/tool.rb")).toBe("later");
  });

  test("that never answers is given up, and nothing goes on", async () => {
    const gone = Promise.withResolvers<string>();
    const { url } = tapServer(filled(), async (_what, request) => {
      const never = Promise.withResolvers<undefined>();
      request.signal.addEventListener("abort", () => {
        gone.resolve("the client has gone");
        never.resolve(undefined);
      });
      return never.promise;
    });
    const patience: TapUpdate["patience"] = { baseMs: 1, answerTimeoutMs: 300, secondMs: 1 };
    const fault = await caught(() => tryTap(sampleUpdate(url, { patience }), environment()));
    expect(fault.code).toBe("tap-unreachable");
    expect(fault.message).toContain("took longer than 0.9 s");
    expect(await gone.promise).toBe("the client has gone");
  });

  test("without a server there is told as unreachable", async () => {
    const fault = await caught(() =>
      tryTap(sampleUpdate("http://127.0.0.1:9/homebrew-tap.git"), environment()),
    );
    expect(fault.code).toBe("tap-unreachable");
  });
});
