import { describe, expect, test } from "vitest";

import { firstAnswer, idOfPlainStatus } from "./first-answer.ts";

function idOf(text: string): string | number | undefined {
  return idOfPlainStatus(new TextEncoder().encode(text));
}

async function firstOf(
  ...chunks: readonly string[]
): Promise<{ readonly written: readonly string[]; readonly rest: string | undefined }> {
  const written: string[] = [];
  const left = chunks.map((chunk) => new TextEncoder().encode(chunk));
  const streams = { read: async () => left.shift(), write: (line: string): void => void written.push(line) };
  const { rest } = await firstAnswer(streams, () => ({ status: "running" }));
  expect(left).toHaveLength(Math.max(0, chunks.length - 1));
  return { written, rest: rest === undefined ? undefined : new TextDecoder().decode(rest) };
}

describe("idOfPlainStatus()", () => {
  test.each([
    ['{"method":"get_status","params":{},"id":"1"}\n', "1"],
    ['{"jsonrpc":"2.0","id":7,"method":"get_status","params":{}}\r\n', 7],
    ['  {"id": "", "method": "get_status"}  \n', ""],
  ])("knows %j", (text, id) => {
    expect(idOf(text)).toBe(id);
  });

  test.each([
    ["", "nothing"],
    ["\n", "an empty line"],
    ['{"method":"get_status","id":1}', "a line without an end"],
    ['{"method":"get_status","id":1}\n{', "the beginning of another"],
    ['{"method":"get_status","id":1}\n\n', "two lines"],
    ['{"method":"get_status","id":1\n', "no JSON"],
    ['{"method":"get_status"}\n', "a notification"],
    ['{"method":"get_status","id":null}\n', "no usable id"],
    ['{"method":"get_status","id":1.5}\n', "half an id"],
    ['{"method":"get_status","id":9007199254740993}\n', "an id that does not read back"],
    ['{"jsonrpc":"1.0","method":"get_status","id":1}\n', "another protocol"],
    ['{"jsonrpc":null,"method":"get_status","id":1}\n', "no protocol"],
    ['{"method":"get_status","params":{"details":true},"id":1}\n', "params"],
    ['{"method":"get_status","params":[],"id":1}\n', "params by place"],
    ['{"method":"get_status","params":null,"id":1}\n', "no params"],
    ['{"method":"get_status","id":1,"more":2}\n', "another member"],
    ['{"method":"shutdown","id":1}\n', "another method"],
    ['[{"method":"get_status","id":1}]\n', "a batch"],
    ["null\n", "null"],
    [`{"method":"get_status","id":"${"x".repeat(200)}"}\n`, "a long id"],
  ])("leaves %j to others", (text) => {
    expect(idOf(text)).toBeUndefined();
  });

  test("leaves alone what is not UTF-8", () => {
    expect(idOfPlainStatus(Uint8Array.of(0xff, 0x0a))).toBeUndefined();
  });
});

describe("firstAnswer()", () => {
  test("answers a plain status, and leaves what follows in the stream", async () => {
    expect(await firstOf('{"method":"get_status","id":"a\\n"}\n', "next\n")).toEqual({
      written: ['{"jsonrpc":"2.0","id":"a\\n","result":{"status":"running"}}\n'],
      rest: "",
    });
  });

  test("hands on whatever else comes first, and the end", async () => {
    expect(await firstOf("{}\n", "next\n")).toEqual({ written: [], rest: "{}\n" });
    expect(await firstOf()).toEqual({ written: [], rest: undefined });
  });
});
