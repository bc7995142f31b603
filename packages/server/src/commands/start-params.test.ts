import { join } from "node:path";

import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { readInput } from "./read-input.ts";
import { startParams } from "./start-params.ts";

import type { StartRunParams } from "@chatty/daemon/protocol";
import type { RunAction } from "./command.ts";
import type { Fields } from "./field.ts";

type Asked = {
  readonly does: RunAction;
  readonly input?: Fields;
  readonly given?: Readonly<Record<string, unknown>>;
  readonly platform?: NodeJS.Platform;
  readonly variables?: Readonly<Record<string, string>>;
};

function paramsOf({
  does,
  input = {},
  given = {},
  platform = "linux",
  variables = {},
}: Asked): StartRunParams {
  const command = {
    name: "do",
    description: "Do",
    readOnly: false,
    input,
    does,
    origin: "configuration" as const,
  };
  const options = { input: readInput(command, given), platform, variables, home: "/home/ada" };
  return startParams(command, options);
}

async function refused(asked: Asked): Promise<readonly string[]> {
  const fault = await caught(() => paramsOf(asked));
  expect(fault.code).toBe("invalid-input");
  return fault.details;
}

function argvOf(params: StartRunParams): readonly string[] {
  if (params.kind !== "program") throw new Error("no program");
  return params.argv;
}

const TEXT: Fields = { text: { type: "string" } };
const DASHES: Fields = { text: { type: "string", allowLeadingDash: true } };

describe("startParams() of a program", () => {
  test.each(["a b", "", '"; rm -rf / #', "$(id)", "`id`", "{text}", "*", "a\nb", "é😀", "--"])(
    "hands on the value %j as one argument",
    (text) => {
      const does: RunAction = { kind: "program", argv: ["echo", "--", "{text}"] };
      expect(argvOf(paramsOf({ does, input: TEXT, given: { text } }))).toEqual(["echo", "--", text]);
    },
  );

  test("leaves all other braces as they are", () => {
    const argv = ["find", "{}", "{other}", "{Text}", "{{text}}", "a{b}c", "{print}"];
    expect(argvOf(paramsOf({ does: { kind: "program", argv }, input: {} }))).toEqual(argv);
  });

  test("writes numbers as they are", () => {
    const input: Fields = { n: { type: "integer" }, x: { type: "number" } };
    const does: RunAction = { kind: "program", argv: ["seq", "{x}", "--", "{n}"] };
    expect(argvOf(paramsOf({ does, input, given: { n: -3, x: 0.5 } }))).toEqual(["seq", "0.5", "--", "-3"]);
  });

  test("refuses a number below 0 where it could be an option, unless the field says otherwise", async () => {
    const does: RunAction = { kind: "program", argv: ["kill", "-TERM", "{pid}"] };
    const given = { pid: -1 };
    expect(await refused({ does, input: { pid: { type: "integer" } }, given })).toEqual([
      'pid: found -1, wanted a value that does not begin with "-": the program would take it for an option',
    ]);
    const input: Fields = { pid: { type: "integer", allowLeadingDash: true } };
    expect(argvOf(paramsOf({ does, input, given })).at(-1)).toBe("-1");
  });

  const GROUPS: Fields = {
    name: { type: "string", optional: true },
    all: { type: "boolean", default: false },
    more: { type: "boolean", optional: true },
  };

  test.each([
    [{}, []],
    [{ name: "x" }, ["--name", "x"]],
    [{ name: "" }, ["--name", ""]],
    [{ all: true }, ["--all"]],
    [{ all: true, more: false }, ["--all"]],
    [{ all: true, more: true }, ["--all", "--more", "--even"]],
    [{ name: "x", all: true }, ["--name", "x", "--all", "--named", "x"]],
  ])("leaves out groups without a value: %j", (given, words) => {
    const argv = [
      "tool",
      ["--name", "{name}"],
      ["--all", "{all}"],
      ["--more", "{more}", "--even"],
      ["--named", "{all}", "{name}"],
    ];
    expect(argvOf(paramsOf({ does: { kind: "program", argv }, input: GROUPS, given }))).toEqual([
      "tool",
      ...words,
    ]);
  });

  test.each([
    [["tool", "{text}"]],
    [["tool", ["-m", "{text}"]]],
    [["tool", "{text}", "--", "x"]],
    // The list with the "--" is left out.
    [["tool", ["--", "{none}"], "{text}"]],
  ])("refuses a value that begins with a dash where it could be an option: %j", async (argv) => {
    const input: Fields = { ...TEXT, none: { type: "string", optional: true } };
    expect(await refused({ does: { kind: "program", argv }, input, given: { text: "--exec=evil" } })).toEqual(
      [
        'text: found "--exec=evil", wanted a value that does not begin with "-": the program would take it for an option',
      ],
    );
  });

  test("does not take a value for the end of the options", async () => {
    const input: Fields = { text: { type: "string", allowLeadingDash: true }, next: { type: "string" } };
    const does: RunAction = { kind: "program", argv: ["tool", "{text}", "{next}"] };
    expect(await refused({ does, input, given: { text: "--", next: "-x" } })).toEqual([
      expect.stringMatching(/^next: found "-x"/u),
    ]);
  });

  test("takes a value that begins with a dash behind -- and where the field says so", () => {
    const given = { text: "-x" };
    for (const [argv, input] of [
      [["tool", "--", "{text}"], TEXT],
      [["tool", "{text}"], DASHES],
    ] as const) {
      expect(argvOf(paramsOf({ does: { kind: "program", argv }, input, given })).at(-1)).toBe("-x");
    }
  });

  test("hands on folder, variables, input and time limit", () => {
    const input: Fields = {
      ...TEXT,
      none: { type: "string", optional: true },
      on: { type: "boolean" },
    };
    const does: RunAction = {
      kind: "program",
      argv: ["~/bin/tool"],
      cwd: "~/work",
      env: { A: "literal", B: "{text}", C: "{none}", D: "{on}" },
      stdin: "{text}",
      timeout_ms: 5,
    };
    expect(paramsOf({ does, input, given: { text: "-t", on: true } })).toEqual({
      kind: "program",
      command: "do",
      argv: [join("/home/ada", "bin/tool")],
      cwd: join("/home/ada", "work"),
      env: { A: "literal", B: "-t", D: "true" },
      stdin: "-t",
      timeout_ms: 5,
    });
  });

  test("knows nobody's home folder but the user's own", () => {
    const does: RunAction = { kind: "program", argv: ["~bob/bin/tool", "~/a"], cwd: "~bob" };
    expect(paramsOf({ does, input: {}, given: {} })).toMatchObject({
      argv: ["~bob/bin/tool", "~/a"],
      cwd: "~bob",
    });
  });

  test("refuses a NUL", async () => {
    const does: RunAction = { kind: "program", argv: ["echo", "{text}"] };
    expect(await refused({ does, input: TEXT, given: { text: "a\0b" } })).toEqual([
      "text: found a NUL in it, wanted a text without",
    ]);
  });
});

describe("startParams() of a script", () => {
  const script = 'printf "%s" "$INPUT_TEXT"';
  const input: Fields = {
    text: { type: "string", optional: true },
    dry_run: { type: "boolean", default: false },
  };

  test("does not edit it: values come as variables", () => {
    const does: RunAction = {
      kind: "shell",
      script: `${script} {text}`,
      env: { A: "b", INPUT_TEXT: "x" },
      cwd: "/",
    };
    expect(paramsOf({ does, input, given: { text: "$(id)" } })).toEqual({
      kind: "program",
      command: "do",
      argv: ["/bin/sh", "-c", `${script} {text}`],
      cwd: "/",
      env: { A: "b", INPUT_TEXT: "$(id)", INPUT_DRY_RUN: "false" },
    });
    expect(paramsOf({ does: { kind: "shell", script }, input })).toMatchObject({
      env: { INPUT_DRY_RUN: "false" },
    });
  });

  test("has PowerShell read it on Windows", () => {
    const argv = ["powershell", "-NoProfile", "-Command", script];
    expect(paramsOf({ does: { kind: "shell", script }, platform: "win32" })).toMatchObject({ argv });
  });

  test.each(['"; echo broken; "', "$(echo broken)", "`echo broken`", "'", "\\", "-n", "%s", "\n"])(
    "has nothing of the value %j executed",
    (text) => {
      const params = paramsOf({ does: { kind: "shell", script }, input, given: { text } });
      if (params.kind !== "program") throw new Error("no program");
      const { stdout } = Bun.spawnSync([...params.argv], { env: { ...params.env } });
      expect(stdout.toString()).toBe(text);
    },
  );
});

describe("startParams() of an address to open", () => {
  const does: RunAction = { kind: "open", url: "https://example.com/find?q={text}" };
  const url = "https://example.com/find?q=a%20%26b";

  test.each([
    ["linux", "/bin/sh"],
    ["darwin", "open"],
    ["win32", "rundll32"],
  ] as const)("has %s open it", (platform, program) => {
    const argv = argvOf(paramsOf({ does, input: TEXT, given: { text: "a &b" }, platform }));
    expect([argv[0], argv.at(-1)]).toEqual([program, url]);
  });

  test("tells how the user's screen is reached, and nothing else of the user's", () => {
    const variables = { DISPLAY: ":0", WAYLAND_DISPLAY: "wayland-0", TOKEN: "secret" };
    expect(paramsOf({ does, input: TEXT, given: { text: "a" }, variables })).toMatchObject({
      env: { DISPLAY: ":0", WAYLAND_DISPLAY: "wayland-0" },
    });
    expect(JSON.stringify(paramsOf({ does, input: TEXT, given: { text: "a" }, variables }))).not.toContain(
      "TOKEN",
    );
  });
});

describe("startParams() of a request", () => {
  const input: Fields = {
    id: { type: "string" },
    count: { type: "integer", default: 2 },
    dry: { type: "boolean", optional: true },
    note: { type: "string", optional: true },
  };

  test("fills in address, headers and body", () => {
    const does: RunAction = {
      kind: "http",
      url: "https://api.example.com/items/{id}?note={note}&count={count}&fixed=1#{id}",
      method: "POST",
      headers: { "x-id": "{id}", "x-note": "{note}", accept: "text/plain" },
      body: {
        id: "{id}",
        count: "{count}",
        dry: "{dry}",
        list: ["{note}", "{count}", "plain", null, 1],
        "{id}": {},
      },
      account: "work",
      timeout_ms: 9,
    };
    expect(paramsOf({ does, input, given: { id: "a/b", dry: true } })).toEqual({
      kind: "http",
      command: "do",
      url: "https://api.example.com/items/a%2Fb?count=2&fixed=1#a%2Fb",
      method: "POST",
      headers: { "content-type": "application/json", "x-id": "a/b", accept: "text/plain" },
      body: '{"id":"a/b","count":2,"dry":true,"list":[2,"plain",null,1],"{id}":{}}',
      account: "work",
      timeout_ms: 9,
    });
  });

  test("names a provider in place of an account", () => {
    const does: RunAction = { kind: "http", url: "https://x.test/", provider: "tickets" };
    const params = paramsOf({ does, input, given: { id: "a" } });
    expect(params).toMatchObject({ provider: "tickets" });
    expect(params).not.toHaveProperty("account");
  });

  test("leaves out a query without pairs, and has no body where its field has no value", () => {
    const does: RunAction = {
      kind: "http",
      url: "https://x.test/?note={note}",
      method: "PUT",
      body: "{note}",
    };
    expect(paramsOf({ does, input, given: { id: "a" } })).toEqual({
      kind: "http",
      command: "do",
      url: "https://x.test/",
      method: "PUT",
      headers: {},
    });
  });

  test("sends a text as it is, and keeps the type that was declared", () => {
    const does: RunAction = { kind: "http", url: "https://x.test/", method: "POST", body: "{id}" };
    expect(paramsOf({ does, input, given: { id: "a\n" } })).toMatchObject({ body: "a\n", headers: {} });
    const typed: RunAction = { ...does, body: [], headers: { "Content-Type": "application/vnd.api+json" } };
    expect(paramsOf({ does: typed, input, given: { id: "a" } })).toMatchObject({
      body: "[]",
      headers: { "Content-Type": "application/vnd.api+json" },
    });
  });

  test.each(["", ".", "..", "%2e%2E", ".%2e"])("does not let the value %j change the path", async (id) => {
    const does: RunAction = { kind: "http", url: "https://x.test/items/{id}/all", method: "DELETE" };
    const asked = { does, input, given: { id } };
    if (id.includes("%")) expect(paramsOf(asked)).toMatchObject({ url: expect.stringContaining("%25") });
    else
      expect(await refused(asked)).toEqual([`id: found "${id}", wanted a text that can be a part of a path`]);
  });

  test.each([
    "a/../../b",
    "a?b=c",
    "a#b",
    "@evil.test",
    "\\evil.test",
    "//evil.test",
    "a b",
    "é",
    "\ud800",
    "\n",
  ])("keeps host and path of the address with the value %j", (id) => {
    const does: RunAction = { kind: "http", url: "https://x.test/items/{id}?id={id}&end=1" };
    const params = paramsOf({ does, input, given: { id } });
    if (params.kind !== "http") throw new Error("no request");
    const { host, pathname, searchParams } = new URL(params.url);
    expect(host).toBe("x.test");
    expect(pathname.split("/")).toHaveLength(3);
    expect(decodeURIComponent(pathname.slice(7))).toBe(id.toWellFormed());
    expect(Object.fromEntries(searchParams)).toEqual({ id: id.toWellFormed(), end: "1" });
  });

  test.each(["a\r\nx-evil: 1", "a\nb", "a\0", "é😀"])("refuses the header value %j", async (id) => {
    const does: RunAction = { kind: "http", url: "https://x.test/", headers: { "x-id": "{id}" } };
    expect(await refused({ does, input, given: { id } })).toEqual([
      expect.stringMatching(/^id: found .*, wanted a text that fits a header$/u),
    ]);
  });
});
