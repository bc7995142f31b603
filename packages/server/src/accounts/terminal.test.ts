import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { chattyOf } from "../runs/testing/chatty-of.ts";
import { configured } from "../runs/testing/configured.ts";
import { providerServer } from "./testing/provider-server.ts";

import type { User } from "../runs/testing/user.ts";

const MAIN = join(import.meta.dirname, "..", "main.ts");

type Typed = {
  /** Left out: somebody new. */
  readonly someone?: User;
  readonly words: readonly string[];
  /** In place of keys a signal. */
  readonly keys: readonly (readonly [after: string, keys: string])[];
};

/** What a terminal shows of chatty when somebody types `keys`, each as soon as what is before it was shown. */
function somebody(): User {
  const someone = configured({}, { CHATTY_KEYRING: "off" });
  providerServer(someone.data);
  return someone;
}

async function typed({
  someone = somebody(),
  words,
  keys,
}: Typed): Promise<{ readonly shown: string; readonly exitCode: number }> {
  const { host } = someone;
  const left = [...keys];
  const decoder = new TextDecoder();
  let shown = "";
  let from = 0;
  const child = Bun.spawn([process.execPath, MAIN, "accounts", ...words], {
    env: { ...host.env },
    terminal: {
      cols: 200,
      rows: 24,
      data(terminal, bytes) {
        shown += decoder.decode(bytes, { stream: true });
        const [next] = left;
        const at = next === undefined ? -1 : shown.indexOf(next[0], from);
        if (next === undefined || at === -1) return;
        from = at + next[0].length;
        left.shift();
        if (next[1] === "SIGTERM" || next[1] === "SIGHUP") child.kill(next[1]);
        else terminal.write(next[1]);
      },
    },
  });
  const exitCode = await child.exited;
  child.terminal?.close();
  return { shown: shown.replaceAll("\r\n", "\n"), exitCode };
}

describe.skipIf(process.platform === "win32")("at a terminal, chatty accounts login", () => {
  test("reads a key without showing it, and asks again for one that is refused", async () => {
    const { shown, exitCode } = await typed({
      words: ["login", "keys"],
      keys: [
        ["Key for keys: ", "wrong\r"],
        ["Key for keys: ", "rigx\u007fht\r"],
      ],
    });
    expect(exitCode).toBe(0);
    expect(shown).toMatch(
      /^Key for keys: \nerror: .* the key is not taken .*\n.*\nKey for keys: \nLogged in with keys as "keys"\n$/u,
    );
  });

  test.each([
    ["Ctrl+C", "abc\u0003", 130, "it was cancelled"],
    ["Ctrl+D", "\u0004", 2, "nothing was entered"],
  ])("ends at %s", async (_name, keys, exitCode, text) => {
    const outcome = await typed({ words: ["login", "keys"], keys: [["Key for keys: ", keys]] });
    expect(outcome.exitCode).toBe(exitCode);
    expect(outcome.shown).toContain(text);
    expect(outcome.shown).not.toContain("abc");
  });

  test.each(["SIGTERM", "SIGHUP"])("ends at %s, and gives the terminal back as it was", async (signal) => {
    const { shown, exitCode } = await typed({
      words: ["login", "keys"],
      keys: [["Key for keys: ", signal]],
    });
    expect(shown).toMatch(/^Key for keys: \nerror: .* it was cancelled\n/u);
    expect(exitCode).toBe(130);
  });

  test("asks for the passphrase of the secrets where that is missing", async () => {
    const someone = somebody();
    const { host } = someone;
    const opened = { ...someone, host: { ...host, env: { ...host.env, CHATTY_PASSPHRASE: "open sesame" } } };
    await chattyOf(opened)(["accounts", "login", "keys"], { stdin: "right" });
    const question = "Passphrase of chatty's secrets: ";
    const { shown, exitCode } = await typed({
      someone,
      words: ["login", "keys"],
      keys: [
        [question, "wrong\r"],
        [question, "open sesame\r"],
        ["Key for keys: ", "right\r"],
      ],
    });
    expect(exitCode).toBe(0);
    expect(shown).not.toContain("sesame");
    expect(shown).toContain('Logged in with keys as "keys-2"\n');
  });

  test("takes the address of a browser on another machine, and asks again for a wrong one", async () => {
    const { shown, exitCode } = await typed({
      words: ["login", "web"],
      keys: [
        ["shows in the end:", "http://127.0.0.1/callback?code=c&state=other\n"],
        ["shows in the end:", "\u0003"],
      ],
    });
    expect(shown).toContain("the whole address that the browser was sent to");
    expect(shown).toContain("it was cancelled");
    expect(exitCode).toBe(130);
  });
});
