import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Fault } from "@slipway/fault";
import { caught, mutate, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { BUILT_IN } from "../commands/built-in.ts";
import { LIMITS } from "../limits.ts";
import { exampleText } from "./example.ts";
import { loadConfig } from "./load-config.ts";
import { readConfigText } from "./read-config-text.ts";

const PATH = "/ada/chatty.config.json";

/** The lines that tell what is wrong with a text. */
async function problems(text: string): Promise<readonly string[]> {
  const fault = await caught(() => readConfigText(text, PATH));
  expect(fault.code).toBe("config-invalid");
  expect(fault).toMatchObject({ exitCode: 3, hint: "Mend it there" });
  expect(fault.message).toMatch(/^Cannot use configuration "\/ada\/chatty\.config\.json": \d+ problems?$/u);
  return fault.details.map((line) => line.replace("chatty.config.json:", ""));
}

/** As `problems` of one command, without the places. */
async function commandProblems(command: object): Promise<readonly string[]> {
  const whole = { description: "Do", readOnly: true, ...command };
  const lines = await problems(JSON.stringify({ commands: { do: whole } }));
  return lines.map((line) => line.replace(/^\d+:\d+: commands\.do\./u, ""));
}

function holds(command: object): boolean {
  const whole = { description: "Do", readOnly: true, ...command };
  return readConfigText(JSON.stringify({ commands: { do: whole } }), PATH).commands.length > BUILT_IN.length;
}

const program = (...argv: readonly unknown[]): object => ({ kind: "program", argv });

describe("loadConfig()", () => {
  test("has the built-in commands alone where there is no file", async () => {
    const path = join(tempFolder(), "none.json");
    expect(await loadConfig(path)).toEqual({ path, isThere: false, commands: BUILT_IN, prompts: [] });
  });

  test("misses a file that was named", async () => {
    const fault = await caught(() => loadConfig(join(tempFolder(), "none.json"), { isNamed: true }));
    expect(fault.code).toBe("config-not-found");
    expect(fault.hint).toContain("chatty config init");
  });

  test("reads the example: with comments, trailing commas and a byte order mark", async () => {
    const path = join(tempFolder(), "chatty.config.json");
    writeFileSync(path, `\ufeff${exampleText("linux")}`);
    const { isThere, commands, prompts } = await loadConfig(path);
    expect(isThere).toBe(true);
    expect(commands.map(({ name, origin }) => `${name} ${origin}`)).toEqual([
      "about built-in",
      "git-log configuration",
      "greet configuration",
      "hash built-in",
      "search configuration",
      "time built-in",
      "uuid built-in",
    ]);
    expect(prompts.map(({ name }) => name)).toEqual(["review"]);
  });

  test("tells a folder, a file that is too large, and one that is not UTF-8", async () => {
    const folder = tempFolder();
    const large = join(folder, "large.json");
    writeFileSync(large, " ".repeat(LIMITS.configSizeBytes + 1));
    const other = join(folder, "other.json");
    writeFileSync(other, Buffer.from(exampleText("linux"), "utf16le"));
    const latin = join(folder, "latin.json");
    writeFileSync(latin, Buffer.from('{"commands": {"ä": 1}}', "latin1"));
    for (const [path, found] of [
      [folder, "it is a folder"],
      [large, "it has 1048577 bytes, at most 1048576 wanted"],
      [latin, "it is not UTF-8"],
    ] as const) {
      const fault = await caught(() => loadConfig(path));
      expect(fault.code).toBe("config-unreadable");
      expect(fault.message).toBe(`Cannot read configuration "${path}": ${found}`);
    }
    expect((await caught(() => loadConfig(other))).exitCode).toBe(3);
  });

  test("does not wait for a pipe", async () => {
    const pipe = join(tempFolder(), "pipe");
    Bun.spawnSync(["mkfifo", pipe]);
    expect((await caught(() => loadConfig(pipe))).message).toContain("it is no file");
  });

  test("tells a file where a folder is wanted", async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "a"));
    writeFileSync(join(folder, "a", "b"), "");
    expect((await caught(() => loadConfig(join(folder, "a", "b", "c.json")))).code).toBe("file-in-the-way");
  });
});

describe("readConfigText() tells where the text is wrong", () => {
  test.each([
    ["", "1:1: wanted a value"],
    ["// nothing", "1:11: wanted a value"],
    ['{"commands":\n\n', "1:13: wanted a value"],
    ["{", '1:2: wanted "}"'],
    ['{\n  "commands": {\r\n    "a" 1\n}}', "3:9: wanted a colon"],
    [
      "{'commands': {}}",
      "1:2: found a word that is no JSON, wanted a text in double quotes, a number, true, false or null",
    ],
    ['{"commands": {}} {}', "1:18: found more after the end of the configuration"],
    ['{"a": "\n"}', "1:7: found a text without its closing quote"],
    ['{"a": 1, /* b', "1:10: found a comment without an end"],
    [
      '{"a": "C:\\dir"}',
      "1:7: found a backslash before a character that needs none; for a backslash write two",
    ],
    ['{"a": 1, "b": 2,\n"a": 3}', '2:1: found "a" a second time'],
    ['{"commands": {"__proto__": {}}}', '1:15: found "__proto__", which can be no name'],
    [
      "[".repeat(100_000),
      "1:65: found too many lists and objects, wanted at most 64 of them within one another",
    ],
    ["[]", "1:1: found a list, wanted an object"],
    ["null", "1:1: found null, wanted an object"],
    ['{\n  "comands": {}\n}', '2:14: comands: unknown. Did you mean "commands"?'],
    ['{"commands": {"a": 1}}', "1:20: commands.a: found 1, wanted an object"],
    [
      '{"commands": {"Do It": {}}}',
      "1:24: commands.Do It: no usable name, wanted lower-case letters, digits and dashes, beginning with a letter, at most 32 of them",
    ],
  ])("%j", async (text, problem) => {
    expect(await problems(text)).toEqual([problem]);
  });

  test("every place, in their order", async () => {
    const text = `{
  "commands": {
    "do": {
      "description": "Do",
      "does": { "kind": "programm" },
      "readonly": true
    }
  }
}`;
    expect(await problems(text)).toEqual([
      "3:11: commands.do.readOnly: found nothing, wanted true or false",
      '5:25: commands.do.does.kind: found "programm". Did you mean "program"?',
      '6:19: commands.do.readonly: unknown. Did you mean "readOnly"?',
    ]);
  });

  const keys = Array.from({ length: 50_000 }, (_, at) => `"k${at}": 1`).join();
  const doubled = Array.from({ length: 50_001 }, () => '"k": 1').join();

  test.each([
    ["unknown keys", `{${keys}}`],
    ["commands that are none", `{ "commands": {${keys}} }`],
    ["keys that are there twice", `{${doubled}}`],
  ])("twenty of very many %s, without looking for the places of the others", async (_what, text) => {
    const lines = await problems(text);
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe("and 49980 more");
  });
});

describe("readConfigText() refuses", () => {
  test.each([
    [{ does: {} }, "does.kind: found nothing. Use one of: program, shell, open, http"],
    [{ does: program() }, "does.argv: found a list, wanted at least the program"],
    [{ does: program("a", 1) }, "does.argv[1]: found 1, wanted a text, or a list of texts"],
    [{ does: program("a", []) }, "does.argv[1]: found a list, wanted at least one text"],
    [{ does: program(["a"]) }, "does.argv[0]: wanted the program, as a text"],
    [
      { does: { ...program("a"), cwd: "b" } },
      'does.cwd: found "b", wanted an absolute path, or one that begins with ~/',
    ],
    [{ does: { ...program("a"), timeout_ms: 0 } }, "does.timeout_ms: found 0, wanted at least 1"],
    [
      { does: { ...program("a"), env: { "A B": "" } } },
      "does.env.A B: no usable name, wanted letters, digits and underscores",
    ],
    [
      { does: { ...program("a"), scrip: "" } },
      "does.scrip: unknown. Use one of: kind, argv, cwd, env, stdin, timeout_ms",
    ],
    [{ does: { kind: "shell", script: "" } }, 'does.script: found "", wanted at least one character'],
    [
      { does: { kind: "open", url: "file:///etc/passwd" } },
      'does.url: found "file:///etc/passwd", wanted an address that begins with https:, http:, mailto:',
    ],
    [
      { does: { kind: "open", url: "javascript:alert(1)" } },
      'does.url: found "javascript:alert(1)", wanted an address that begins with https:, http:, mailto:',
    ],
    [
      { does: { kind: "http", url: "mailto:a@b.c" } },
      'does.url: found "mailto:…@b.c", wanted an address that begins with https:, http:',
    ],
    [{ does: { kind: "http", url: "http:x.test" } }, 'does.url: found "http:", wanted http://host'],
    [
      { does: { kind: "http", url: "https://a:b@x.test/" } },
      "does.url: found a user in it, wanted https://host alone: name an account",
    ],
    [
      { does: { kind: "http", url: "https://x.test\\@y.test" } },
      'does.url: found "https:…@y.test", wanted an address that begins with https:, http:',
    ],
    [
      { does: { kind: "open", url: "htps://ada:secretpw@x.test/" } },
      'does.url: found "htps:…@x.test/", wanted an address that begins with https:, http:, mailto:',
    ],
    [
      { does: { kind: "http", url: "https://x.test:99999/" } },
      'does.url: found "https://x.test:99999/", wanted an address',
    ],
    [
      { does: { kind: "http", url: "https://x.test", method: "get" } },
      'does.method: found "get". Did you mean "GET"?',
    ],
    [
      { does: { kind: "http", url: "https://x.test", body: "a" } },
      'does.body: a GET request has no body, wanted another "method", e.g. POST',
    ],
    [
      { does: { kind: "http", url: "https://x.test", account: "a", provider: "b" } },
      'does.provider: found it beside "account", wanted one of them',
    ],
    [
      { does: { kind: "http", url: "https://x.test", provider: "" } },
      'does.provider: found "", wanted the name of a provider',
    ],
    [
      { does: { kind: "http", url: "https://x.test", headers: { "a b": "" } } },
      "does.headers.a b: no usable name, wanted the name of a header",
    ],
    [
      { does: { kind: "http", url: "https://x.test", headers: { a: "b\r\nc: d" } } },
      "does.headers.a: found a line end or another character that a header cannot have",
    ],
    [
      { does: { kind: "http", url: "https://x.test", headers: { Host: "b" } } },
      "does.headers.Host: this header is set by the connection, leave it out",
    ],
    [
      { description: "a\nb", does: program("a") },
      'description: found "a\\nb", wanted one line of at most 500 characters',
    ],
    [
      { description: "", does: program("a") },
      'description: found "", wanted one line of at most 500 characters',
    ],
  ])("an action that does not hold: %j", async (command, problem) => {
    expect(await commandProblems(command)).toEqual([problem]);
  });

  test.each([
    [{ type: "sting" }, 'type: found "sting". Did you mean "string"?'],
    [{ type: "integer", default: 1.5 }, "default: found 1.5, wanted a whole number"],
    [{ type: "integer", minimum: 3, maximum: 2 }, "maximum: found 2, wanted at least 3"],
    [{ type: "string", minLength: 3, maxLength: 2 }, "maxLength: found 2, wanted at least 3"],
    [{ type: "string", minLength: -1 }, "minLength: found -1, wanted at least 0"],
    [{ type: "string", pattern: "(" }, 'pattern: found "(", wanted a regular expression of JavaScript'],
    [{ type: "string", enum: [] }, "enum: found a list, wanted at least one value"],
    [{ type: "string", enum: ["a", "a"] }, 'enum[1]: found "a" a second time'],
    [{ type: "string", enum: ["a"], default: "b" }, 'default: found "b". Did you mean "a"?'],
    [
      { type: "string", enum: ["a", "bb"], maxLength: 1 },
      'enum[1]: found "bb", wanted a text of at most 1 characters',
    ],
    [{ type: "boolean", default: "yes" }, 'default: found "yes", wanted true or false'],
    [{ type: "boolean", pattern: "a" }, "pattern: unknown. Use one of: type, description, optional, default"],
  ])("a field that does not hold: %j", async (field, problem) => {
    const does = { kind: "shell", script: "true" };
    expect(await commandProblems({ input: { x: field }, does })).toEqual([`input.x.${problem}`]);
  });

  test.each(["X", "1a", "a-b", "", "a".repeat(33)])("the field name %j", async (name) => {
    const does = { kind: "shell", script: "true" };
    const [problem] = await commandProblems({ input: { [name]: { type: "string" } }, does });
    expect(problem).toMatch(/no usable name, wanted lower-case letters, digits and underscores/u);
  });

  test("a field with the name of an option of chatty run", async () => {
    const input = { json: { type: "boolean", default: false } };
    expect(await commandProblems({ input, does: { kind: "shell", script: "true" } })).toEqual([
      "input.json: an option of chatty run itself has this name, choose another one",
    ]);
  });

  test("a field that is written as the negation of a switch", async () => {
    const input = {
      color: { type: "boolean", default: true },
      no_color: { type: "boolean", default: false },
      no_paint: { type: "boolean", default: false },
    };
    expect(await commandProblems({ input, does: { kind: "shell", script: "true" } })).toEqual([
      'input.no_color: on the command line this turns "color" off, choose another name',
    ]);
  });

  test("a prompt with the name of the built-in one", async () => {
    const text = JSON.stringify({ prompts: { "explain-run": { description: "Do", text: "Do" } } });
    expect(await problems(text)).toEqual([
      "1:27: prompts.explain-run: a built-in prompt has this name, choose another one",
    ]);
  });

  test("a command with the name of a built-in one", async () => {
    const hash = { description: "Do", readOnly: true, does: program("a") };
    expect(await problems(JSON.stringify({ commands: { hash } }))).toEqual([
      "1:21: commands.hash: a built-in command has this name, choose another one",
    ]);
  });

  test("more than 500 commands", async () => {
    const command = { description: "Do", readOnly: true, does: program("a") };
    const commands = Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`c${at}`, command]));
    expect(await problems(JSON.stringify({ commands }))).toEqual([
      "1:13: commands: found 501 of them, wanted at most 500",
    ]);
  });

  test("a prompt that does not hold", async () => {
    const text = JSON.stringify({
      prompts: {
        a: { description: "A", text: "", arguments: { n: { type: "integer" } } },
        b: { description: "B", text: "b", arguments: { n: { type: "string", maxLength: 1, default: "bb" } } },
      },
    });
    expect((await problems(text)).map((line) => line.replace(/^\d+:\d+: /u, ""))).toEqual([
      'prompts.a.arguments.n.type: found "integer". Use one of: string',
      'prompts.a.text: found "", wanted at least one character',
    ]);
  });
});

describe("readConfigText() knows where placeholders may stand", () => {
  const input = {
    text: { type: "string" },
    flag: { type: "boolean", default: false },
    maybe: { type: "integer", optional: true },
  };
  const all = ["{text}", ["{flag}"], ["{maybe}"]];

  test.each([
    [["{text}"], 'argv[0]: found "{text}", wanted the program itself: an input cannot choose what is run'],
    [["a", "--text={text}"], "argv[1]: found {text} beside other text, wanted it alone: split the text"],
    [
      ["a", ["-x", "{text}{text}"]],
      "argv[1][1]: found {text} beside other text, wanted it alone: split the text",
    ],
    [
      ["a", "{flag}"],
      'argv[1]: found {flag}, which is true or false, wanted a list that it keeps or leaves out: ["--option", "{flag}"]',
    ],
    [
      ["a", "{maybe}"],
      'argv[1]: found {maybe}, which may have no value, wanted a list that is left out then: ["--option", "{maybe}"]',
    ],
    [["a", ["b"]], "argv[1]: found a list without an input, wanted its texts without the list"],
    [["a", "{tetx}"], 'argv[1]: found {tetx}, which is no input. Did you mean "{text}"?'],
  ])("in the words %j", async (argv, problem) => {
    const does = { kind: "program", argv: [...argv, ...all] };
    expect(await commandProblems({ input, does })).toContain(`does.${problem}`);
  });

  test("in variables, input, headers and bodies", async () => {
    const does = { ...program("a", ...all), env: { A: "x{text}" }, stdin: "{text}\n" };
    expect(await commandProblems({ input, does })).toEqual([
      "does.stdin: found {text} beside other text, wanted it alone: split the text",
      "does.env.A: found {text} beside other text, wanted it alone: split the text",
    ]);
    const http = {
      kind: "http",
      method: "POST",
      url: "https://x.test/{text}/{maybe}?f={flag}",
      headers: { a: "Bearer {text}" },
      body: { list: ["{text}", "a {text}"] },
    };
    expect(await commandProblems({ input, does: http })).toEqual([
      "does.url: found {maybe} in the path, which may have no value, wanted a required input",
      "does.body.list[1]: found {text} beside other text, wanted it alone: split the text",
      "does.headers.a: found {text} beside other text, wanted it alone: split the text",
    ]);
  });

  test.each([
    ["cwd", { ...program("a", ...all), cwd: "/srv/{text}" }],
    ["cwd", { kind: "shell", script: "true", cwd: "/srv/{text}" }],
    ["account", { kind: "http", url: "https://x.test/?{text}={flag}&m={maybe}", account: "{text}" }],
    ["provider", { kind: "http", url: "https://x.test/?{text}={flag}&m={maybe}", provider: "{text}" }],
  ])("not in %s, which is not filled in", async (member, does) => {
    expect(await commandProblems({ input, does })).toEqual([
      `does.${member}: found {text}, which is not filled in here, wanted a text without it`,
    ]);
  });

  test.each([
    "{text}://x.test",
    "https://{text}",
    "https://{text}.x.test/",
    "https://x.test:{text}/",
    "https://{text}@x.test/",
  ])("in the address %s", async (url) => {
    const [problem] = await commandProblems({
      input: { text: { type: "string" } },
      does: { kind: "http", url },
    });
    expect(problem).toMatch(/^does\.url: found/u);
  });

  test("and misses fields that are never used, but for scripts, which get all", async () => {
    expect(await commandProblems({ input, does: program("a", "{text}", ["{flag}"]) })).toEqual([
      'input.maybe: never used, wanted {maybe} somewhere in "does"',
    ]);
    expect(holds({ input, does: { kind: "shell", script: "true" } })).toBe(true);
  });

  test("and takes all other braces for text", () => {
    const argv = ["find", "{}", "{other}", "{x}", "{{", "${HOME}", ...all];
    expect(holds({ input, does: { kind: "program", argv } })).toBe(true);
    expect(
      holds({
        input: {},
        does: { kind: "http", url: "https://x.test/{other}", method: "POST", body: { a: "{b}" } },
      }),
    ).toBe(true);
  });
});

test("readConfigText() takes or refuses whatever the text is", () => {
  const sample = new TextEncoder().encode(exampleText("linux"));
  for (let seed = 0; seed < 1500; seed++) {
    const text = new TextDecoder().decode(mutate(sample, seededRandom(seed)));
    try {
      readConfigText(text, PATH);
    } catch (error) {
      expect(error, `seed ${seed}`).toBeInstanceOf(Fault);
    }
  }
});
