/** What shells make of the completions, asked of the shells themselves. */

import { describe, expect, test } from "vitest";

import { commandTree } from "../cli/tree.ts";
import { describedCommand } from "../cli/described-command.ts";
import { completionsFor, type Shell } from "./shells.ts";
import { type Completer, inBash, inFish, inZsh } from "./testing/complete-in.ts";
import { idleEnv } from "./testing/idle-env.ts";

const ROOT = describedCommand(commandTree(idleEnv()), ["chatty"]);

const SHELLS: readonly (readonly [Shell, Completer])[] = [
  ["bash", inBash],
  ["zsh", inZsh],
  ["fish", inFish],
];

const COMMANDS = "accounts completions config daemon doctor gui history list man run server".split(" ");

for (const [shell, completer] of SHELLS) {
  describe(shell, async () => {
    const text = await completionsFor(shell, ROOT);
    const complete = (line: string): readonly string[] => completer(text, line).toSorted();

    test.each<readonly [string, readonly string[]]>([
      ["chatty ", COMMANDS],
      ["chatty s", ["server"]],
      ["chatty --quiet d", ["daemon", "doctor"]],
      ["chatty --config x.json s", ["server"]],
      ["chatty x", []],
      ["chatty server ", ["start", "status", "stop", "tools"]],
      ["chatty run ", ["about", "hash", "time", "uuid"]],
      ["chatty run h", ["hash"]],
      ["chatty run hash --a", ["--algorithm"]],
      ["chatty run hash --text x --algorithm sha2", ["sha256"]],
      ["chatty run time --zone ", []],
      // In a checkout nothing is configured, and there is no such file.
      ["chatty --config x.json run u", ["uuid"]],
      ["chatty completions ", ["bash", "fish", "powershell", "zsh"]],
      ["chatty --ver", ["--version"]],
      ["chatty list --j", ["--json"]],
      ["chatty server start --t", ["--transport"]],
      ["chatty server start --transport ", ["http", "sse", "stdio"]],
      ["chatty gui --host ", ["127.0.0.1", "::1", "localhost"]],
      ["chatty gui --host l", ["localhost"]],
      ["chatty gui --port ", []],
      ["chatty gui --port 80 --ho", ["--host"]],
      ["chatty gui --host localhost --po", ["--port"]],
      // A value that is also a command's name leads nowhere.
      ["chatty gui --port list --ho", ["--host"]],
    ])('completes "%s"', (line, wanted) => {
      // Zsh and fish know of an option that its value may come after "=".
      expect(complete(line).map((word) => word.replace(/=$/u, ""))).toEqual(wanted);
    });

    test("offers every option of a command", () => {
      const words = complete("chatty gui --").map((word) => word.replace(/=$/u, ""));
      expect(words).toEqual(["--config", "--env-file", "--help", "--host", "--port", "--quiet"]);
    });

    test('completes a value after "="', () => {
      const words = complete("chatty gui --host=l").map((word) => word.replace("--host=", ""));
      expect(words).toEqual(["localhost"]);
      const asked = complete("chatty run hash --text=x --algorithm=md");
      expect(asked.map((word) => word.replace("--algorithm=", ""))).toEqual(["md5"]);
    });

    test.each(["~/bin/chatty", "$HOME/bin/chatty", "$SOMEWHERE/chatty", "./bin/chatty"])(
      "asks %s, as the shell would find it, or else what is in PATH",
      (program) => {
        expect(complete(`${program} run h`)).toEqual(["hash"]);
      },
    );

    test("completes files", () => {
      for (const line of ["chatty list --config bi", "chatty config check bi"]) {
        expect(complete(line).map((word) => word.replace(/\/$/u, ""))).toEqual(["bin"]);
      }
    });
  });
}

test("bash replaces what comes after its own breaks", async () => {
  const text = await completionsFor("bash", ROOT);
  expect(inBash(text, "chatty gui --host=::")).toEqual(["1"]);
  expect(inBash(text, "chatty gui --host ::1")).toEqual(["1"]);
  expect(inBash(text, "chatty gui --host=")).toEqual(["127.0.0.1", "localhost", "::1"]);
});

describe("bash", async () => {
  const text = await completionsFor("bash", ROOT);
  const values = ["plain", "a b", "$(touch pwned)", "; ls", "~", "it's"];
  const say = {
    description: "Say it",
    readOnly: true,
    input: { text: { type: "string", enum: values } },
    does: { kind: "program", argv: ["echo", "{text}"] },
  };
  const files = { ".config/chatty/chatty.config.json": JSON.stringify({ commands: { say } }) };
  const quoted = [
    "plain",
    String.raw`a\ b`,
    String.raw`\$\(touch\ pwned\)`,
    String.raw`\;\ ls`,
    String.raw`\~`,
    String.raw`it\'s`,
  ];

  test("puts nothing into the line that it would not take for one word", () => {
    expect(inBash(text, "chatty run say --text ", files)).toEqual(quoted);
    expect(inBash(text, "chatty run say --text=", files)).toEqual(quoted);
    expect(inBash(text, "chatty run say --text=a", files)).toEqual([String.raw`a\ b`]);
    const more = { "a file": "", "$(touch x)": "" };
    expect(inBash(text, "chatty list --config a", more)).toEqual([String.raw`a\ file`]);
    expect(inBash(text, "chatty list --config $", more)).toEqual([String.raw`\$\(touch\ x\)`]);
    expect(inBash(text, "chatty list --config ~/bi", more)).toEqual(["~/bin"]);
  });
});
