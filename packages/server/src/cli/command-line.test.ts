import { join } from "node:path";

import { EXIT_CODES } from "@slipway/fault";
import { caught, expectGolden } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { idleEnv } from "../completions/testing/idle-env.ts";
import { VERSION } from "../version.ts";
import { type CommandLine, readCommandLine } from "./command-line.ts";
import { declaredArguments } from "./declared-arguments.ts";
import { helpText } from "./help.ts";
import { commandTree } from "./tree.ts";

import type { Fields } from "../commands/field.ts";

function read(text: string): CommandLine {
  return readCommandLine(commandTree(idleEnv()), text === "" ? [] : text.split(" "));
}

const COMMANDS =
  "Use one of: list, run, history, config, accounts, gui, server, daemon, doctor, completions, man";

describe("readCommandLine()", () => {
  test.each(["--version", "-v"])("takes %s", (text) => {
    expect(read(text)).toEqual({ kind: "version" });
  });

  test.each([
    ["", "chatty"],
    ["--help", "chatty"],
    ["-h list", "chatty"],
    ["--json", "chatty"],
    ["--json server -h", "chatty server"],
    ["server", "chatty server"],
    ["server --help", "chatty server"],
    ["list --help", "chatty list"],
    ["list --jsno -h", "chatty list"],
    ["server start --transport --help", "chatty server start"],
    ["completions", "chatty completions"],
    ["run --help", "chatty run"],
  ])('takes "%s" for the help of %s', (text, path) => {
    expect(read(text)).toMatchObject({ kind: "help", path: path.split(" ") });
  });

  test.each([
    ["list", []],
    ["list --json", ["--json"]],
    ["--json list", ["--json"]],
    ["--json server status", ["--json"]],
    ["server --json status", ["--json"]],
    ["--json run uuid", ["--json", "uuid"]],
    ["history", []],
    ["history 0a --json", ["0a", "--json"]],
    ["run", []],
    ["run --nonsense -- x", ["--nonsense", "--", "x"]],
    ["run uuid --help", ["uuid", "--help"]],
    ["gui --port 0 --host=::1", ["--port", "0", "--host=::1"]],
    ["server start --transport stdio", ["--transport", "stdio"]],
    ["completions zsh", []],
  ])('takes "%s" for something to run', (text, rawArgs) => {
    expect(read(text)).toMatchObject({ kind: "run", rawArgs });
  });

  test.each([
    ["lst", "unknown-command", 'Did you mean "list"?'],
    ["zebra", "unknown-command", COMMANDS],
    ["server strt", "unknown-command", 'Did you mean "start"?'],
    ["completions bsh", "unknown-command", 'Did you mean "bash"?'],
    ["completions tcsh", "unknown-command", "Use one of: bash, zsh, fish, powershell"],
    ["completions bash now", "unexpected-argument", 'Run "chatty completions bash --help"'],
    ["__proto__", "unknown-command", COMMANDS],
    ["toString", "unknown-command", COMMANDS],
    ["help", "unknown-command", 'Did you mean "--help"?'],
    ["help run", "unknown-command", 'Did you mean "--help"?'],
    ["version", "unknown-command", 'Did you mean "--version"?'],
    ["-V", "unknown-option", 'Did you mean "--version"?'],
    ["--versoin", "unknown-option", 'Did you mean "--version"?'],
    ["--jsno list", "unknown-option", 'Did you mean "--json"?'],
    ["--json man", "unknown-option", "Use one of: --config, --env-file, --quiet, --help"],
    [
      "--nothing list",
      "unknown-option",
      "Use one of: --config, --env-file, --quiet, --json, --help, --version",
    ],
    ["server --transport", "unknown-option", "Use one of: --config, --env-file, --quiet, --json, --help"],
    ["list --jsno", "unknown-option", 'Did you mean "--json"?'],
    ["list --no-json", "unknown-option", 'Did you mean "--json"?'],
    ["list --constructor", "unknown-option", "Use one of: --json, --config, --env-file, --quiet, --help"],
    ["list -j", "unknown-option", "Use one of: --json, --config, --env-file, --quiet, --help"],
    [
      "history --id=0a",
      "unknown-option",
      "Use one of: --limit, --before, --state, --follow, --output, --json, --config, --env-file, --quiet, --help",
    ],
    ["history a b", "unexpected-argument", 'Run "chatty history --help"'],
    ["accounts login", "missing-argument", 'Run "chatty accounts login --help"'],
    ["list --", "unexpected-argument", 'Run "chatty list --help"'],
    ["list x", "unexpected-argument", 'Run "chatty list --help"'],
    ["--version list", "unexpected-argument", 'Run "chatty --help"'],
    ["list --json=true", "unexpected-value", "Write --json"],
    ["gui --port", "missing-value", "Write --port=VALUE"],
    ["gui --port=", "missing-value", "Write --port=VALUE"],
    ["gui --port --host", "missing-value", "Write --port=VALUE"],
    ["gui --host 0.0.0.0", "invalid-value", "Use one of: 127.0.0.1, localhost, ::1"],
    ["server start --transport=sdio", "invalid-value", 'Did you mean "stdio"?'],
    ["server start --transport=http --transport sse", "repeated-option", "Leave one of the two out"],
    ["--json server status --json", "repeated-option", "Leave one of the two out"],
  ])('refuses "%s": %s', async (text, code, hint) => {
    const fault = await caught(() => read(text));
    expect(fault.code).toBe(code);
    expect(fault.hint).toBe(hint);
    expect(fault.message).toMatch(/^Cannot (use|run) [^\n]*".*": .*[^.]$|^Cannot use .*[^.]$/u);
    expect(fault.exitCode).toBe(EXIT_CODES.usage);
  });
});

test.each([
  "LONG",
  "server LONG",
  "--LONG",
  "list LONG",
  "list --LONG",
  "list --json=LONG",
  "gui --host=LONG",
])('a long word in "%s" is not repeated', async (text) => {
  const fault = await caught(() => read(text.replace("LONG", "x".repeat(100_000))));
  expect(fault.message.length).toBeLessThan(200);
  expect(fault.hint.length).toBeLessThan(200);
});

describe("helpText()", () => {
  test.each([
    ..."|list|run|history|config|config check|gui|server|server start|server stop|doctor|completions".split(
      "|",
    ),
    ..."completions zsh|man".split("|"),
  ])('of "%s"', (command) => {
    const commandLine = read(`${command} --help`.trim());
    if (commandLine.kind !== "help") throw new Error("not a help");
    const text = helpText(commandLine).replace(VERSION, "VERSION");
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    const name = ["chatty", ...command.split(" ")].filter((word) => word !== "").join("-");
    expectGolden(text, join(import.meta.dirname, "golden", `${name}.txt`));
  });

  test("has nothing of a configuration in it that a terminal obeys", () => {
    const input: Fields = {
      colour: { type: "string", enum: ["red", "\u001b[2J\n"], default: "\u001b[2J\n" },
    };
    const does = { kind: "shell", script: "true" } as const;
    const paint = {
      name: "paint",
      description: "Paint",
      readOnly: true,
      input,
      does,
      origin: "configuration",
    } as const;
    const text = helpText({ path: ["chatty", "run", "paint"], command: declaredArguments(paint) });
    expect(text).not.toContain("\u001b");
    expect(text).toContain(String.raw`--colour <red|\u001b[2J\u000a>`);
  });
});
