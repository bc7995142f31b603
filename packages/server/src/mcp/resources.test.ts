import { Fault } from "@slipway/fault";
import { describe, expect, test } from "vitest";

import { chattyFault } from "../faults.ts";
import { type Era, ERAS } from "./testing/eras.ts";
import { programCommand, RUN, scriptedRunner } from "./testing/scripted-runner.ts";
import { openedSession } from "./testing/stdio-session.ts";

import type { Message, StdioSession } from "./testing/stdio-session.ts";

const unknown = new Fault("run-unknown", "usage", {
  message: "Cannot find the run",
  hint: "See the history",
});

async function session(era: Era): Promise<StdioSession> {
  const runner = scriptedRunner({ runs: [RUN], unknown });
  const secret = programCommand("greet");
  const commands = [{ ...secret, does: { kind: "program" as const, argv: ["x"], env: { TOKEN: "hush" } } }];
  return await openedSession({ era, commands, runner });
}

async function ended({ end, ended: hasEnded }: StdioSession): Promise<void> {
  end();
  await hasEnded;
}

function uris(answer: Message): unknown {
  return JSON.stringify(answer).match(/chatty:[^"]*/gu);
}

describe.each(ERAS)("to a client of %s", (_name, era) => {
  test("resources/list has the configuration and the history, and runs once the history was asked for", async () => {
    const opened = await session(era);
    expect(uris(await opened.request("resources/list"))).toEqual([
      "chatty://configuration",
      "chatty://history",
    ]);
    await opened.request("resources/read", { uri: "chatty://history" });
    const { result } = await opened.request("resources/list");
    expect(result).toMatchObject({
      resources: [
        { name: "configuration", mimeType: "application/json" },
        { name: "history" },
        { uri: `chatty://runs/${RUN.id}`, name: RUN.id, title: "greet, exited, 2026-11-20T08:00:00.000Z" },
      ],
    });
    await ended(opened);
  });

  test("resources/templates/list has the runs", async () => {
    const opened = await session(era);
    const { result } = await opened.request("resources/templates/list");
    expect(result).toMatchObject({ resourceTemplates: [{ uriTemplate: "chatty://runs/{id}", name: "run" }] });
    await ended(opened);
  });

  test("the configuration can be read, without what commands do", async () => {
    const opened = await session(era);
    const answer = await opened.request("resources/read", { uri: "chatty://configuration" });
    expect(contentsOf(answer)).toEqual([
      {
        file: "/etc/chatty.config.json",
        exists: true,
        problem: null,
        commands: [
          {
            name: "greet",
            description: "Does greet",
            read_only: false,
            kind: "program",
            origin: "configuration",
          },
        ],
        prompts: [],
      },
    ]);
    expect(JSON.stringify(answer)).not.toContain("hush");
    opened.reconfigure(chattyFault("invalid-input", { message: "Cannot read it", hint: "Mend it" }));
    expect(
      contentsOf(await opened.request("resources/read", { uri: "chatty://configuration" })),
    ).toMatchObject([{ problem: { code: "invalid-input", message: "Cannot read it", hint: "Mend it" } }]);
    await ended(opened);
  });

  test("the history and a run with its output can be read", async () => {
    const opened = await session(era);
    const history = await opened.request("resources/read", { uri: "chatty://history" });
    expect(contentsOf(history)).toEqual([{ runs: [RUN], next_before: null }]);
    const uri = `chatty://runs/${RUN.id}`;
    const run = await opened.request("resources/read", { uri });
    expect(run).toMatchObject({
      result: {
        contents: [
          { uri, mimeType: "application/json", text: expect.stringContaining('"output_shortened": false') },
          { uri: `${uri}#output`, mimeType: "text/plain", text: "hello\n" },
        ],
      },
    });
    expect(await opened.request("resources/read", { uri: `${uri}#output` })).toMatchObject({
      result: { contents: [{ uri: `${uri}#output`, mimeType: "text/plain", text: "hello\n" }] },
    });
    await ended(opened);
  });

  test("resources/list has the others where the history cannot be read", async () => {
    const gone = chattyFault("cannot-listen", { message: "Cannot reach the daemon", hint: "Start it" });
    const runner = { ...scriptedRunner(), history: () => Promise.reject(gone) };
    const opened = await openedSession({ era, runner });
    await opened.request("resources/read", { uri: "chatty://history" });
    expect(uris(await opened.request("resources/list"))).toEqual([
      "chatty://configuration",
      "chatty://history",
    ]);
    expect(opened.log).toContainEqual(expect.stringContaining("warn The runs cannot be listed"));
    await ended(opened);
  });

  test.each([
    "chatty://runs/0198a0b2-0000-7000-8000-00000000beef",
    "chatty://runs/",
    "chatty://runs/../../etc/passwd",
    "chatty://runs/%2e%2e",
    "chatty://nothing",
    "file:///etc/passwd",
    "no address",
  ])("resources/read of %s says that there is none, and the next request is answered", async (uri) => {
    const opened = await session(era);
    expect(await opened.request("resources/read", { uri })).toMatchObject({
      error: { code: expect.toSatisfy((code) => code === -32002 || code === -32602), data: { uri } },
    });
    expect(await opened.request("resources/list")).toHaveProperty("result");
    await ended(opened);
  });

  test("resources/read of a daemon that cannot be reached says why", async () => {
    const broken = scriptedRunner();
    const gone = chattyFault("cannot-listen", { message: "Cannot reach the daemon", hint: "Start it" });
    const runner = { ...broken, history: () => Promise.reject(gone) };
    const opened = await openedSession({ era, runner });
    expect(await opened.request("resources/read", { uri: "chatty://history" })).toMatchObject({
      error: { code: -32603, message: "error: Cannot reach the daemon\n  → Start it" },
    });
    await ended(opened);
  });
});

/** The contents of JSON, read. */
function contentsOf(answer: Message): unknown {
  const { contents } = JSON.parse(JSON.stringify(answer["result"]));
  return contents.map(({ text }: { readonly text: string }) => JSON.parse(text));
}
