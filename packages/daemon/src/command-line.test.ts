import { describe, expect, test } from "vitest";

import { readCommandLine } from "./command-line.ts";
import { DAEMON_LIMITS } from "./limits.ts";

const { idleMs } = DAEMON_LIMITS;

function read(argv: readonly string[], idle?: string): ReturnType<typeof readCommandLine> {
  return readCommandLine(argv, { version: "1.2.3", versionText: "1.2.3 (c0ffee)", idle });
}

describe("readCommandLine()", () => {
  test.each<[readonly string[], string | undefined, ReturnType<typeof readCommandLine>]>([
    [["--socket"], undefined, { kind: "socket", detach: false, idleMs }],
    [["--socket"], "", { kind: "socket", detach: false, idleMs }],
    [["--socket"], "7", { kind: "socket", detach: false, idleMs: 7 }],
    [["--detach", "--socket"], undefined, { kind: "socket", detach: true, idleMs }],
    [["--socket", "--idle-ms", "0"], "7", { kind: "socket", detach: false, idleMs: 0 }],
    [["--socket", "--idle-ms=99"], "bad", { kind: "socket", detach: false, idleMs: 99 }],
    [["--version"], undefined, { kind: "print", text: "1.2.3 (c0ffee)\n" }],
    [["-v"], undefined, { kind: "print", text: "1.2.3 (c0ffee)\n" }],
  ])("reads %j with CHATTY_IDLE=%s", (argv, idle, expected) => {
    expect(read(argv, idle)).toEqual(expected);
  });

  test.each([
    [["--sockets"], 'Cannot use argument "--sockets": chatty-daemon has none of that name'],
    [["--socket", "--version"], 'Cannot use argument "--version": there are others, it alone wanted'],
    [["-v", "x"], 'Cannot use argument "-v": there are others, it alone wanted'],
    [["serve"], 'Cannot use argument "serve": chatty-daemon has none of that name'],
    [["--detach"], 'Cannot use argument "--detach": --socket is not there, both wanted'],
    [["--idle-ms", "5"], 'Cannot use argument "--idle-ms": --socket is not there, both wanted'],
  ])("refuses %j", (argv, found) => {
    expect(read(argv)).toEqual({ kind: "refuse", found, hint: 'Run "chatty-daemon --help"' });
  });

  test.each(["", "-1", "1.5", "1e3", "ten", "2592000001", "99999999999"])("refuses --idle-ms %j", (text) => {
    expect(read(["--socket", "--idle-ms", text])).toMatchObject({ kind: "refuse" });
  });

  test("shows the help wherever it is asked for", () => {
    expect(read(["--socket", "nonsense", "--help"])).toMatchObject({ kind: "print" });
  });
});
