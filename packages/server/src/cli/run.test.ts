import { tmpdir } from "node:os";
import { join } from "node:path";

import { EXIT_CODES } from "@slipway/fault";
import { expectGolden } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { thisHost } from "@slipway/sidecar";
import { createWriter } from "../output.ts";
import { VERSION, VERSION_TEXT } from "../version.ts";
import { runChatty } from "./run.ts";

import type { Effects } from "../env.ts";

/** Of a user who has nothing yet. */
const FOLDER = join(tmpdir(), "chatty-nothing-here");

type Outcome = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

const unused = (): never => {
  throw new Error("this command line needs no such effect");
};

/** Runs a command line with outputs that take everything, or with `effects` instead. */
async function run(argv: readonly string[], effects: Partial<Effects> = {}): Promise<Outcome> {
  const written = { stdout: "", stderr: "" };
  const writeTo = (output: keyof typeof written): Effects["stdout"] => {
    return (text) => {
      written[output] += text;
      return Promise.resolve(true);
    };
  };
  const exitCode = await runChatty(argv, {
    stdout: writeTo("stdout"),
    stderr: writeTo("stderr"),
    stdin: unused,
    stopSignal: unused,
    isTerminal: () => false,
    process: {
      ...thisHost(),
      env: { CHATTY_DATA_DIR: FOLDER, XDG_CONFIG_HOME: FOLDER },
    },
    context: {
      now: unused,
      randomUuid: unused,
      platform: { os: "linux", cpu: "x64", isCompiled: false, bunVersion: "1.4.4" },
    },
    ...effects,
  });
  return { exitCode, ...written };
}

describe("runChatty() writes to stdout alone, with exit code 0,", () => {
  test.each(["--version", "-v"])("the version for %s", async (option) => {
    expect(await run([option])).toEqual({ exitCode: EXIT_CODES.ok, stdout: `${VERSION_TEXT}\n`, stderr: "" });
  });

  test.each([
    ["", "chatty"],
    ["--help", "chatty"],
    ["server", "chatty-server"],
    ["list --nonsense --help", "chatty-list"],
    ["server start -h", "chatty-server-start"],
  ])('the help for "%s"', async (text, golden) => {
    const { exitCode, stdout, stderr } = await run(text.split(" ").filter(Boolean));
    expect({ exitCode, stderr }).toEqual({ exitCode: EXIT_CODES.ok, stderr: "" });
    expectGolden(stdout.replace(VERSION, "VERSION"), join(import.meta.dirname, "golden", `${golden}.txt`));
  });

  test("the result of a command", async () => {
    const { exitCode, stdout, stderr } = await run(["list", "--json"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: EXIT_CODES.ok, stderr: "" });
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ name: "hash" }));
  });

  test.each([
    ["completions bash", "complete -F _chatty chatty\n"],
    ["completions zsh", "#compdef chatty\n"],
    ["completions fish", "complete -c chatty -f\n"],
    ["completions powershell", "Register-ArgumentCompleter -Native"],
    ["man", ".SH SYNOPSIS\n"],
  ])('the text that "%s" prints', async (text, wanted) => {
    const { exitCode, stdout, stderr } = await run(text.split(" "));
    expect({ exitCode, stderr }).toEqual({ exitCode: EXIT_CODES.ok, stderr: "" });
    expect(stdout).toContain(wanted);
  });

  test("no more than a reader takes who then is gone", async () => {
    const outcome = await run(["list"], { stdout: () => Promise.resolve(false) });
    expect(outcome).toEqual({ exitCode: EXIT_CODES.ok, stdout: "", stderr: "" });
  });
});

describe("runChatty() writes to stderr alone", () => {
  test.each([
    ["lst", 'Cannot run "chatty lst"', 'Did you mean "list"?'],
    ["server begin", 'Cannot run "chatty server begin"', "Use one of: start, status, stop, tools"],
    ["server stop all", 'Cannot use "all" as PID', 'Run "chatty server status"'],
    ["--quiet=yes list", 'Cannot use a value with option "--quiet"', "Write --quiet"],
    ["--config a list --config=b", 'Cannot use option "--config"', "Leave one of the two out"],
    ["list --config", 'Cannot use option "--config"', "Write --config=VALUE"],
    ["completions fsih", 'Cannot run "chatty completions fsih"', 'Did you mean "fish"?'],
    ["--verion", 'Cannot use option "--verion"', 'Did you mean "--version"?'],
    ["--version now", 'Cannot use argument "now"', 'Run "chatty --help"'],
    ["list --jsn", 'Cannot use option "--jsn"', 'Did you mean "--json"?'],
    // What is behind it is not for chatty.
    ["lst -- --json", 'Cannot run "chatty lst"', 'Did you mean "list"?'],
    ["gui --port", 'Cannot use option "--port"', "Write --port=VALUE"],
    ["gui --port=65536", 'Cannot use "65536" as --port', "Use --port=0 for any free port"],
    ["server start --transport=htp", 'Cannot use "htp" as --transport', 'Did you mean "http"?'],
  ])('what is wrong with "%s", with exit code 2', async (text, message, hint) => {
    const { exitCode, stdout, stderr } = await run(text.split(" "));
    expect({ exitCode, stdout }).toEqual({ exitCode: EXIT_CODES.usage, stdout: "" });
    const [first, second, ...rest] = stderr.split("\n");
    expect(first).toMatch(/^error: [^.]+$/u);
    expect(first).toContain(message);
    expect(second).toMatch(/^ {2}→ /u);
    expect(second).toContain(hint);
    expect(rest).toEqual([""]);
  });

  test.each(["--version", "--help", "list", "gui --port=0"])(
    'that the disk is full for "%s", with exit code 4',
    async (text) => {
      const error = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
      const outcome = await run(text.split(" "), {
        stdout: createWriter({ write: () => Promise.reject(error), flush: () => 0 }),
        stopSignal: () => new AbortController().signal,
      });
      expect(outcome).toEqual({
        exitCode: EXIT_CODES.environment,
        stdout: "",
        stderr:
          "error: Cannot write the result: ENOSPC: no space left on device\n" +
          "  → Check where standard output goes\n",
      });
    },
  );

  test.each([
    ["an error", new Error("this was not to happen")],
    ["something else", "this was not to happen"],
  ])("that chatty has a bug when a command throws %s, with exit code 70", async (_name, thrown) => {
    const outcome = await run(["list"], { stdout: () => Promise.reject(thrown) });
    expect(outcome).toEqual({
      exitCode: EXIT_CODES.internal,
      stdout: "",
      stderr:
        "error: chatty has a bug: this was not to happen\n  → Report it with the command that was run\n",
    });
  });
});

test("runChatty() ends a command that serves with exit code 0 when it is told to stop", async () => {
  const stop = new AbortController();
  const addresses: string[] = [];
  const outcome = await run(["gui", "--port", "0", "--host", "localhost"], {
    async stdout(address) {
      const { status, headers } = await fetch(String(address).trim(), { redirect: "manual" });
      addresses.push(String(address), `${status} to ${headers.get("location")}`);
      stop.abort();
      return true;
    },
    stopSignal: () => stop.signal,
  });
  expect(outcome).toEqual({ exitCode: EXIT_CODES.ok, stdout: "", stderr: "Press Ctrl+C to stop\n" });
  expect(addresses).toEqual([
    expect.stringMatching(/^http:\/\/localhost:\d+\/[\w-]{43}\/\?key=[\w-]{43}\n$/u),
    expect.stringMatching(/^303 to \/[\w-]{43}\/$/u),
  ]);
});
