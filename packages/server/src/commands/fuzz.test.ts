import { Fault } from "@slipway/fault";
import { type Random, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { readConfigText } from "../config/read-config-text.ts";
import { inputFromTexts, readInput } from "./read-input.ts";
import { startParams } from "./start-params.ts";
import { isRunCommand } from "./testing/is-run-command.ts";

import type { StartRunParams } from "@chatty/daemon/protocol";
import type { RunCommand } from "./start-params.ts";

const ROUNDS = 1500;

/** What means something to a shell, an address, a header, a template or JavaScript. */
const PIECES = [
  ..." \t\r\n\0\\/?#@:;&=%+.,-_~'\"`$(){}[]<>|^!*é😀\ud800\u2028\u00a0\ufeff"
    .matchAll(/./gsu)
    .map(([piece]) => piece),
  ..."a b c 0 9 -- - .. %2e %2F %00 %0d%0a {a} {b} {constructor} $& $1 $' // http:// @evil.test :99 [::1] \\\\ __proto__".split(
    " ",
  ),
  "\r\nx-evil: 1",
];

function pick(texts: readonly string[], random: Random): string {
  return texts[random.below(texts.length)] ?? "";
}

function someText(random: Random): string {
  return Array.from({ length: random.below(6) }, () => pick(PIECES, random)).join("");
}

const NO_TEXTS = [undefined, null, 0, -1, 1e21, Number.NaN, true, [], ["a"], {}, { a: "b" }];

/** What a field may be given: mostly a text. */
function someValue(random: Random): unknown {
  return random.below(8) > 0 ? someText(random) : NO_TEXTS[random.below(NO_TEXTS.length)];
}

const NAMES = ["a", "b", "constructor"] as const;

function someInput(random: Random): Record<string, unknown> {
  return Object.fromEntries(NAMES.map((name) => [name, someValue(random)]).filter(() => random.below(6) > 0));
}

/** The command that such an action makes, as a configuration gives it; undefined where it does not hold. */
function commandOf(does: unknown): RunCommand | undefined {
  const text = { type: "string", allowLeadingDash: true };
  const input = { a: text, b: { ...text, optional: true }, constructor: { ...text, optional: true } };
  const content = { commands: { do: { description: "Do", readOnly: true, input, does } } };
  try {
    const { commands } = readConfigText(JSON.stringify(content), "/chatty.config.json");
    return commands.filter(isRunCommand).find(({ name }) => name === "do");
  } catch (error) {
    if (error instanceof Fault && error.code === "config-invalid") return undefined;
    throw error;
  }
}

function declared(does: unknown): RunCommand {
  const command = commandOf(does);
  if (command === undefined) throw new Error(`does not hold: ${JSON.stringify(does)}`);
  return command;
}

/** Calls `check` with what becomes of random values, and what they were; how many were not refused. */
function forValues(
  command: RunCommand,
  check: (params: StartRunParams, input: Readonly<Record<string, unknown>>, seed: number) => void,
): number {
  let taken = 0;
  for (let seed = 0; seed < ROUNDS; seed++) {
    try {
      const input = readInput(command, someInput(seededRandom(seed)));
      const params = startParams(command, { input, platform: "linux", home: "/home/ada" });
      taken++;
      check(params, input, seed);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      expect(error.code, `seed ${seed}`).toBe("invalid-input");
    }
  }
  return taken;
}

describe("whatever the values are,", () => {
  test("each of them is one argument, one variable, or the input", () => {
    const argv = ["tool", ["-b", "{b}"], "{a}", ["{constructor}", "{constructor}"], "{}", "end"];
    const does = { kind: "program", argv, env: { A: "{a}", B: "{b}", C: "c" }, stdin: "{a}" };
    const taken = forValues(declared(does), (params, { a, b, constructor }, seed) => {
      const middle = [...(b === undefined ? [] : ["-b", b]), a];
      const doubled = constructor === undefined ? [] : [constructor, constructor];
      expect(params, `seed ${seed}`).toEqual({
        kind: "program",
        command: "do",
        argv: ["tool", ...middle, ...doubled, "{}", "end"],
        env: { A: a, ...(b === undefined ? {} : { B: b }), C: "c" },
        stdin: a,
      });
    });
    expect(taken).toBeGreaterThan(ROUNDS / 4);
  });

  test("a script stays as it is", () => {
    const script = 'echo "$INPUT_A" {a}';
    const taken = forValues(declared({ kind: "shell", script }), (params, { a, b, constructor }, seed) => {
      expect(params, `seed ${seed}`).toMatchObject({ kind: "program", argv: ["/bin/sh", "-c", script] });
      const env = { INPUT_A: a, INPUT_B: b, INPUT_CONSTRUCTOR: constructor };
      expect(params, `seed ${seed}`).toHaveProperty("env", JSON.parse(JSON.stringify(env)));
    });
    expect(taken).toBeGreaterThan(ROUNDS / 4);
  });

  test("a header is one header, and a body is the JSON that was declared", () => {
    const does = {
      kind: "http",
      url: "https://x.test/",
      method: "POST",
      headers: { "x-a": "{a}", "x-b": "{b}", "x-c": "c" },
      body: { a: "{a}", list: ["{b}", 1], "{a}": { constructor: "{constructor}" } },
    };
    const taken = forValues(declared(does), (params, { a, b, constructor }, seed) => {
      if (params.kind !== "http") throw new Error("no request");
      const { headers = {}, body = "" } = params;
      const names = ["content-type", "x-a", ...(b === undefined ? [] : ["x-b"]), "x-c"];
      expect([...new Headers(headers).keys()], `seed ${seed}`).toEqual(names);
      expect(Object.values(headers).join(""), `seed ${seed}`).not.toMatch(/[\r\n\0]/u);
      const filled = { a, list: b === undefined ? [1] : [b, 1], "{a}": { constructor } };
      expect(JSON.parse(body), `seed ${seed}`).toEqual(JSON.parse(JSON.stringify(filled)));
    });
    expect(taken).toBeGreaterThan(ROUNDS / 8);
  });

  test("a command line and a tool say the same of them", () => {
    const command = declared({ kind: "program", argv: ["tool", "{a}", ["{b}"], ["{constructor}"]] });
    for (let seed = 0; seed < ROUNDS; seed++) {
      const texts = Object.fromEntries(
        NAMES.map((name) => [name, someText(seededRandom(seed + name.length))]),
      );
      expect(inputFromTexts(command, texts), `seed ${seed}`).toEqual(readInput(command, texts));
    }
  });
});

const TEMPLATES = [
  "https://x.test/{a}",
  "https://x.test/items/{a}/all?b={b}&c={constructor}&end=1#{a}",
  "https://x.test:8443/v1/{a}.json?{b}={b}",
  "https://x.test?q={a}",
  "https://x.test#{b}",
  "http://[::1]:8080/a{a}b/{other}?x=%20&{a}",
  "HTTPS://X.test/{a}-{a}/..",
];

/** All of an address that no value may have a say in. */
function frameOf(url: string): unknown {
  const { protocol, username, password, host, pathname } = new URL(url);
  return { protocol, username, password, host, steps: pathname.split("/").length };
}

describe("whatever the values are, an address keeps scheme, user, host, port and its steps:", () => {
  test.each(TEMPLATES)("%s", (url) => {
    const plain = frameOf(url.replaceAll(/\{(?:a|b|constructor)\}/gu, "x"));
    const taken = forValues(
      declared({ kind: "http", url, headers: { a: "{a}", b: "{b}", c: "{constructor}" } }),
      (params, { a }, seed) => {
        if (params.kind !== "http") throw new Error("no request");
        expect(frameOf(params.url), `seed ${seed}`).toEqual(plain);
        // Nothing is left that the URL standard would drop or read as a slash.
        expect(params.url, `seed ${seed}`).not.toMatch(/[\\\s\p{Cc}]/u);
        const [, step] = /\/items\/([^/?#]*)/u.exec(params.url) ?? [];
        if (step !== undefined) expect(decodeURIComponent(step)).toBe(String(a).toWellFormed());
      },
    );
    expect(taken).toBeGreaterThan(ROUNDS / 20);
  });
});

const URL_PIECES = [
  "https:",
  "http:",
  "mailto:",
  "file:",
  "/",
  "//",
  "x.test",
  ":80",
  ":",
  "@",
  "?",
  "#",
  "{a}",
  "{b}",
  "&",
  "=",
  ".",
  "..",
  "%2e",
  "%",
  "[::1]",
  "\\",
  " ",
  "\t",
  "é",
  "{",
  "}",
  "a",
];

test.each(["http", "open"])(
  "a template that holds for %s keeps scheme, user, host and port with every value",
  (kind) => {
    let held = 0;
    for (let seed = 0; seed < ROUNDS * 2; seed++) {
      const random = seededRandom(seed);
      const start =
        random.below(4) === 0 ? "" : pick(["https://x.test", "http://x.test:81/", "mailto:"], random);
      const url = start + Array.from({ length: random.below(6) }, () => pick(URL_PIECES, random)).join("");
      const headers = kind === "http" ? { headers: { a: "{a}", b: "{b}", c: "{constructor}" } } : {};
      const command = commandOf({
        kind,
        url: kind === "http" ? url : `${url}?{a}{b}{constructor}`,
        ...headers,
      });
      if (command === undefined) continue;
      held++;
      const origins = new Set<string>();
      for (const given of [someText(random), someText(random), "x"]) {
        try {
          const input = readInput(command, { a: given, b: given });
          const params = startParams(command, { input, platform: "darwin" });
          const filled = new URL(params.kind === "http" ? params.url : (params.argv.at(-1) ?? ""));
          origins.add(`${filled.protocol}//${filled.username}:${filled.password}@${filled.host}`);
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
        }
      }
      expect(origins.size, `seed ${seed}: ${url}`).toBeLessThan(2);
    }
    expect(held).toBeGreaterThan(ROUNDS / 50);
  },
);
