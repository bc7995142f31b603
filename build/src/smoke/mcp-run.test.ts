import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { processesIn, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { Launcher } from "./emulators/launcher.ts";
import { runMcp, type RunOutcome } from "./mcp-run.ts";

const SERVER = join(import.meta.dirname, "fixtures", "mcp-server.ts");

const BUN: Launcher = {
  by: undefined,
  timeFactor: 1,
  talksBy: "pipe",
  start: ({ executable }, { args }) => ({ command: [process.execPath, executable, ...args], env: {} }),
};

/** The same through a socket, as an emulator that cannot read pipes does it. */
const BY_SOCKET: Launcher = {
  ...BUN,
  talksBy: "socket",
  start: ({ executable }, { args, port }) => ({
    command: [
      process.execPath,
      join(import.meta.dirname, "emulators", "wine-relay.ts"),
      String(port),
      process.execPath,
      executable,
      ...args,
    ],
    env: {},
  }),
};

type Changes = {
  readonly tools?: string[];
  readonly timeoutSeconds?: number;
  readonly launcher?: Launcher;
  readonly signal?: AbortSignal;
};

/** Runs the sample server with something wrong, expects that nothing of it is left, and returns what was found. */
async function outcomeOf(fault: string, changes: Changes = {}): Promise<RunOutcome> {
  const home = join(tempFolder(), "home");
  mkdirSync(home);
  const { tools = [], timeoutSeconds = 20 } = changes;
  const outcome = await runMcp(
    { kind: "mcp", args: [fault], tools, timeoutSeconds },
    {
      launcher: changes.launcher ?? BUN,
      places: { executable: SERVER, home, aside: home },
      env: { PATH: process.env["PATH"] },
      timeoutSeconds,
      signal: changes.signal ?? new AbortController().signal,
    },
  );
  expect(processesIn(home)).toEqual([]);
  return outcome;
}

describe("runMcp()", () => {
  test("initializes, finds the tools of all pages, and ends the server", async () => {
    const { differences, said } = await outcomeOf("well", { tools: ["three", "one"] });
    expect(differences).toEqual([]);
    expect(said[0]).toContain('> {"method":"initialize"');
    expect(said.at(-1)).toContain('< {"jsonrpc":"2.0","id":2,"result":{"tools":[{"name":"three"');
  });

  test("does the same through a socket", async () => {
    const outcome = await outcomeOf("well", { tools: ["three"], launcher: BY_SOCKET });
    expect(outcome.differences).toEqual([]);
  });

  test("names every tool that is not there, and what is", async () => {
    const { differences } = await outcomeOf("well", { tools: ["four", "one", "five"] });
    expect(differences).toEqual([
      'tools/list: "four" not found, found one, two, three',
      'tools/list: "five" not found, found one, two, three',
    ]);
  });

  test.each([
    ["end", "it ended with exit code 3 before it answered initialize"],
    ["dies", "it ended with exit code 7 before it answered tools/list"],
    ["crash", "it ended with SIGABRT, wanted exit code 0"],
    ["ends badly", "it ended with exit code 4, wanted exit code 0"],
    ["refuses", "initialize: MCP error -32603: not today"],
    ["chatter", 'initialize: standard output has "Welcome!", which is no MCP message'],
  ])("tells of a server that fails: %s", async (fault, expected) => {
    expect((await outcomeOf(fault)).differences).toEqual([expected]);
  });

  test.each([
    ["silent", "it did not answer initialize within 1 s"],
    ["stalls", "it did not answer tools/list within 1 s"],
    ["stays", "it did not end after its input had ended within 1 s"],
  ])("keeps the time limit with a server that does not come to an end: %s", async (fault, expected) => {
    expect((await outcomeOf(fault, { timeoutSeconds: 1 })).differences).toEqual([expected]);
  });

  test.each([
    ["flood", "it wrote more than 33554432 bytes"],
    ["heavy", "it wrote more than 33554432 bytes"],
    ["endless", "it has more than 100 pages"],
    ["crowd", "it has more than 10000 tools"],
  ])("takes no more of a server than there is any use for: %s", async (fault, expected) => {
    const before = process.memoryUsage().rss;
    const { differences, said } = await outcomeOf(fault);
    expect(differences[0]).toMatch(new RegExp(`^(?:initialize|tools/list): ${expected}$`, "u"));
    expect(said.join("").length).toBeLessThan(4000);
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(400);
  });

  test("names only some of many tools where one is missing", async () => {
    const { differences } = await outcomeOf("many", { tools: ["other"] });
    expect(differences[0]).toMatch(/^tools\/list: "other" not found, found t0, t1, .*…$/u);
    expect(differences[0]?.length).toBeLessThan(250);
  });

  test("lets a server say what nobody reads any more", async () => {
    expect((await outcomeOf("farewell")).differences).toEqual([]);
  });

  test("shows the last messages before the time was over, and none of its own after it", async () => {
    const { said } = await outcomeOf("stalls", { timeoutSeconds: 1 });
    expect(said.join()).not.toContain("notifications/cancelled");
    expect(said.at(-1)).toContain('> {"method":"tools/list"');
  });

  test("ends what the server started", async () => {
    expect((await outcomeOf("children")).differences).toEqual([]);
  });

  test("shows what was said and the last lines of standard error", async () => {
    const { said } = await outcomeOf("end");
    expect(said.some((line) => line.startsWith('> {"method":"initialize"'))).toBe(true);
    expect(said.at(-1)).toBe("no license");
    expect(Math.max(...said.map((line) => line.length))).toBeLessThan(200);
  });

  test("ends at once when the user interrupts", async () => {
    const { differences } = await outcomeOf("silent", { signal: AbortSignal.abort() });
    expect(differences).toHaveLength(1);
  });

  test("says when there is nothing that starts", async () => {
    const launcher: Launcher = { ...BUN, start: () => ({ command: ["/not/there"], env: {} }) };
    expect((await outcomeOf("well", { launcher })).differences[0]).toContain("it does not start: ENOENT");
  });
});
