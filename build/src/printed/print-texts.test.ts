import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join } from "node:path";

import type { AppConfig } from "@slipway/config";
import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { recordingEnv, sampleApp } from "../testing/samples.ts";
import { printTexts } from "./print-texts.ts";
import type { PrintedText } from "./recorded-texts.ts";
import { textProblem } from "./text-problem.ts";

type Declared = Pick<AppConfig, "completions" | "man">;

const ALL: Declared = {
  completions: {
    bash: ["completions", "bash"],
    zsh: ["completions", "zsh"],
    fish: ["completions", "fish"],
    powershell: ["completions", "pwsh"],
  },
  man: ["man"],
};

/** What a shell script in the place of an executable prints. */
async function printed(script: string, declared: Declared = ALL): Promise<readonly PrintedText[]> {
  const root = tempFolder();
  const dist = join(root, "dist");
  mkdirSync(dist);
  const path = join(dist, "tool");
  writeFileSync(path, script.startsWith("\u007F") ? script : `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o644);
  const app = sampleApp({ name: "tool", ...declared });
  return printTexts(app, { path, root, dateSeconds: 1_795_000_000, env: recordingEnv(dist) });
}

const BASH: Declared = { completions: { bash: ["completions", "bash"] } };
const MAN: Declared = { completions: {}, man: ["man"] };

describe.skipIf(process.platform === "win32")("printTexts()", () => {
  test("runs the app with each shell's arguments, in the order they are declared", async () => {
    const texts = await printed('if [ "$1" = man ]; then echo ".TH TOOL 1"; else echo "$@"; fi');
    expect(texts.map(({ kind, text }) => [kind, text])).toEqual([
      ["bash", "completions bash\n"],
      ["zsh", "completions zsh\n"],
      ["fish", "completions fish\n"],
      ["powershell", "completions pwsh\n"],
      ["man", ".TH TOOL 1\n"],
    ]);
    expect(texts.map(({ args }) => args)).toEqual([...Object.values(ALL.completions), ALL.man]);
  });

  test("gives it a home that is empty, the date of the sources, and nothing of the user's", async () => {
    const script = 'ls -A "$HOME" "$TMPDIR" | grep -v : ; [ "$PWD" = "$HOME" ] && env | cut -d = -f 1 | sort';
    const [{ text } = { text: "" }] = await printed(`${script}; echo "$SOURCE_DATE_EPOCH $TZ $PATH"`, BASH);
    const names = "HOME NO_COLOR PATH PWD SOURCE_DATE_EPOCH TEMP TMP TMPDIR TZ USERPROFILE".split(" ");
    // What shells and macOS add by themselves.
    const others = ["OLDPWD", "SHLVL", "_", "__CF_USER_TEXT_ENCODING", ""];
    const lines = text.split("\n").filter((line) => !others.includes(line));
    expect(lines).toEqual([...names, "1795000000 UTC /usr/bin:/bin"]);
  });

  test.each<readonly [string, Declared, string, readonly string[]]>([
    ["exit 3", BASH, "it ended with exit code 3, wanted 0", []],
    ["echo half; kill -9 $$", BASH, "it ended with SIGKILL, wanted exit code 0", []],
    ["echo no such shell >&2; exit 1", BASH, "it ended with exit code 1, wanted 0", ["| no such shell"]],
    ["echo", BASH, "it is empty, wanted a text on standard output", []],
    [String.raw`printf 'a\r\nb\r\n'`, BASH, "it has carriage returns, wanted line feeds alone", []],
    [String.raw`printf 'caf\351\n'`, BASH, "it is not UTF-8, wanted UTF-8", []],
    [
      String.raw`printf '\033[1mbold\033[0m\n'`,
      BASH,
      String.raw`it has "\u001b" in it, wanted no control`,
      [],
    ],
    ["head -c 5000000 /dev/zero | tr '\\0' a", BASH, "it is too long, wanted 4194304 bytes at most", []],
    ["echo TOOL - a tool", MAN, "it has no line .TH or .Dd, wanted a man page in roff", []],
  ])("refuses what %s prints", async (script, printing, found, said) => {
    const fault = await caught(async () => printed(script, printing));
    expect(fault).toMatchObject({ code: "text-unfit", exitCode: 1 });
    expect(fault.message).toContain(found);
    const [what, command, key] =
      printing === MAN
        ? ['the man page of "tool"', "tool man", "man"]
        : ['the completions of "tool" for bash', "tool completions bash", "completions.bash"];
    expect(fault.message).toContain(`Cannot accept ${what}, printed by "${command}": `);
    expect(fault.hint).toBe(`Mend the app, or apps.tool.${key}`);
    expect(fault.details.slice(1)).toEqual(said);
  });

  test.each(["$HOME/x", "$TMPDIR", "$0"])(
    "refuses the path %s, which is of this machine alone",
    async (path) => {
      const fault = await caught(async () => printed(`echo "complete -C ${path} tool"`, BASH));
      expect(fault.message).toMatch(/: it has the path of this machine ".+" in it, wanted the same text/u);
    },
  );

  test("shows the message of an uncaught error, not its source and its stack", async () => {
    const source = Array.from({ length: 6 }, (_, index) => `${index + 1} | source`);
    const stack = Array.from({ length: 10 }, (_, index) => `      at call (tool.ts:${index + 1}:1)`);
    const error = [...source, "       ^", "error: no such shell", ...stack, "Bun v1.4.4"];
    const script = `cat >&2 <<'END'\n${error.join("\n")}\nEND\nexit 1`;
    const fault = await caught(async () => printed(script, BASH));
    expect(fault.details.slice(1)).toEqual(["| error: no such shell", "| Bun v1.4.4"]);
  });

  test("says that an executable does not start", async () => {
    expect(await caught(async () => printed("\u007FELF", BASH))).toMatchObject({
      code: "text-unfit",
      message: expect.stringContaining("it does not start: "),
    });
  });

  test.each(["$(dirname $(dirname $0))/src", `${homedir()}/.toolrc`])(
    "refuses %s, of the project or its user",
    async (path) => {
      const fault = await caught(async () => printed(`echo "complete -C ${path} tool"`, BASH));
      expect(fault.message).toContain("it has the path of this machine ");
    },
  );

  test("has nothing to do where nothing is declared", async () => {
    expect(await printed("exit 1", { completions: {} })).toEqual([]);
  });
});

function problemOf(text: string, machine: string): string | undefined {
  return textProblem(text, { kind: "bash", places: [], machine });
}

describe("textProblem()", () => {
  test("finds the machine's name where it can be no word", () => {
    expect(problemOf("made on fv-az1.example\n", "fv-az1")).toBe(
      'it has the name of this machine "fv-az1" in it, wanted the same text on every machine',
    );
    expect(problemOf("made on fv-az1\n", "fv-az1")).toBeDefined();
    expect(problemOf("for fv-az12\n", "fv-az1")).toBeUndefined();
    expect(problemOf("for linux and ci1\n", "linux")).toBeUndefined();
    expect(problemOf("for linux and ci1\n", "ci1")).toBeUndefined();
  });

  test("does not take this machine's name for a text of another", () => {
    expect(problemOf("complete tool\n", hostname())).toBeUndefined();
  });
});
