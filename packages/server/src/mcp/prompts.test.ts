import { describe, expect, test } from "vitest";

import { type Era, ERAS } from "./testing/eras.ts";
import { RUN, scriptedRunner } from "./testing/scripted-runner.ts";
import { openedSession } from "./testing/stdio-session.ts";

import type { RunView } from "@chatty/daemon/protocol";
import type { Prompt } from "../commands/prompt.ts";
import type { StdioSession } from "./testing/stdio-session.ts";

const REVIEW: Prompt = {
  name: "review",
  description: "Review a file",
  arguments: {
    file: { type: "string", description: "Its path" },
    tone: { type: "string", enum: ["kind", "keen", "harsh"], default: "kind" },
  },
  text: "Review {file}, be {tone}. {nothing}",
};

function session(era: Era, runs: readonly RunView[] = [RUN]): Promise<StdioSession> {
  return openedSession({ era, prompts: [REVIEW], runner: scriptedRunner({ runs }) });
}

async function ended({ end, ended: hasEnded }: StdioSession): Promise<void> {
  end();
  await hasEnded;
}

describe.each(ERAS)("to a client of %s", (_name, era) => {
  test("prompts/list has the declared ones and the one that explains a run", async () => {
    const opened = await session(era);
    const { result } = await opened.request("prompts/list");
    expect(result).toMatchObject({
      prompts: [
        { name: "explain-run", arguments: [{ name: "run", required: false }] },
        {
          name: "review",
          description: "Review a file",
          arguments: [
            { name: "file", description: "Its path", required: true },
            { name: "tone", required: false },
          ],
        },
      ],
    });
    await ended(opened);
  });

  test("prompts/get fills in a declared one", async () => {
    const opened = await session(era);
    const { result } = await opened.request("prompts/get", { name: "review", arguments: { file: "{tone}" } });
    expect(result).toMatchObject({
      description: "Review a file",
      messages: [{ role: "user", content: { type: "text", text: "Review {tone}, be kind. {nothing}" } }],
    });
    await ended(opened);
  });

  test.each([
    ["the last run", {}],
    ["the run of an id", { run: RUN.id }],
  ])("prompts/get explains %s, with its output", async (_what, args) => {
    const opened = await session(era);
    const { result } = await opened.request("prompts/get", { name: "explain-run", arguments: args });
    expect(result).toMatchObject({
      messages: [
        { role: "user", content: { type: "text", text: expect.stringContaining("Explain to me the run") } },
        { role: "user", content: { type: "resource", resource: { uri: `chatty://runs/${RUN.id}` } } },
        {
          role: "user",
          content: { type: "resource", resource: { mimeType: "text/plain", text: "hello\n" } },
        },
      ],
    });
    await ended(opened);
  });

  test.each([
    [{ name: "reveiw" }, 'Did you mean "review"?'],
    [{ name: "review" }, "file: found nothing, wanted a text"],
    [{ name: "review", arguments: { file: "a", tone: "cruel" } }, 'tone: found "cruel"'],
    [{ name: "review", arguments: { file: "a", other: "b" } }, "other: unknown"],
    [{ name: "explain-run", arguments: { run: "x".repeat(65) } }, "run: found"],
  ])("prompts/get with %j says what is wrong", async (params, text) => {
    const opened = await session(era);
    expect(await opened.request("prompts/get", params)).toMatchObject({
      error: { code: -32602, message: expect.stringContaining(text) },
    });
    await ended(opened);
  });

  test("prompts/get says that nothing has run yet", async () => {
    const opened = await session(era, []);
    expect(await opened.request("prompts/get", { name: "explain-run" })).toMatchObject({
      error: { code: -32602, message: "Cannot explain a run: there is none yet, call a tool first" },
    });
    await ended(opened);
  });
});

describe.each(ERAS)("completion/complete, to a client of %s,", (_name, era) => {
  const template = { type: "ref/resource", uri: "chatty://runs/{id}" };
  const many = Array.from({ length: 150 }, (_, index) => ({ ...RUN, id: `a-${index}` }));

  test.each([
    [template, "id", "0198", [RUN.id]],
    [template, "id", "zzz", []],
    [template, "other", "", []],
    [{ type: "ref/resource", uri: "chatty://history" }, "id", "", []],
    [{ type: "ref/prompt", name: "explain-run" }, "run", "", [RUN.id]],
    [{ type: "ref/prompt", name: "review" }, "tone", "k", ["kind", "keen"]],
    [{ type: "ref/prompt", name: "review" }, "file", "", []],
    [{ type: "ref/prompt", name: "review" }, "constructor", "", []],
  ])("of %j, %s and %j", async (ref, name, value, values) => {
    const opened = await session(era);
    const { result } = await opened.request("completion/complete", { ref, argument: { name, value } });
    expect(result).toMatchObject({ completion: { values, total: values.length, hasMore: false } });
    await ended(opened);
  });

  test("has at most a hundred values, and says that there are more", async () => {
    const opened = await session(era, many);
    const params = { ref: template, argument: { name: "id", value: "a" } };
    expect(await opened.request("completion/complete", params)).toMatchObject({
      result: {
        completion: { values: expect.toSatisfy((all) => all.length === 100), total: 150, hasMore: true },
      },
    });
    await ended(opened);
  });

  test("refuses a prompt that is none", async () => {
    const opened = await session(era);
    const params = { ref: { type: "ref/prompt", name: "x" }, argument: { name: "a", value: "" } };
    expect(await opened.request("completion/complete", params)).toMatchObject({ error: { code: -32602 } });
    await ended(opened);
  });
});
