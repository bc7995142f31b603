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

for (const [shell, completer] of SHELLS) {
  describe(shell, async () => {
    const text = await completionsFor(shell, ROOT);
    const complete = (line: string): readonly string[] => completer(text, line).toSorted();

    test.each<readonly [string, readonly string[]]>([
      ["chatty ", ["completions", "daemon", "gui", "list", "man", "server"]],
      ["chatty s", ["server"]],
      ["chatty x", []],
      ["chatty server ", ["start"]],
      ["chatty completions ", ["bash", "fish", "powershell", "zsh"]],
      ["chatty --ver", ["--version"]],
      ["chatty list --j", ["--json"]],
      ["chatty server start --t", ["--transport"]],
      ["chatty server start --transport ", ["stdio"]],
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
      expect(words).toEqual(["--help", "--host", "--port"]);
    });

    test('completes a value after "="', () => {
      const words = complete("chatty gui --host=l").map((word) => word.replace("--host=", ""));
      expect(words).toEqual(["localhost"]);
    });
  });
}

test("bash replaces what comes after its own breaks", async () => {
  const text = await completionsFor("bash", ROOT);
  expect(inBash(text, "chatty gui --host=::")).toEqual(["1"]);
  expect(inBash(text, "chatty gui --host ::1")).toEqual(["1"]);
  expect(inBash(text, "chatty gui --host=")).toEqual(["127.0.0.1", "localhost", "::1"]);
});
