/** What people see who sit in front of a terminal, and what their ctrl-C does. */

import { join } from "node:path";

import { hostTarget } from "@slipway/build";
import { foreignProject, HELLO, processesIn, SLIPWAY_MAIN, treeState } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

const host = await hostTarget();
const CONFIG = '{ apps: { one: "src/one.ts", two: "src/two.ts" } }';
const ENDLESS = "setInterval(() => {}, 1000);";

type Seen = { readonly exitCode: number | null; readonly text: string };

/** Runs `slipway build --host` on a terminal of its own; presses ctrl-C once `pressAt` is to be seen. */
async function onTerminal(
  root: string,
  options: { readonly env?: Readonly<Record<string, string>>; readonly pressAt?: string } = {},
): Promise<Seen> {
  const decoder = new TextDecoder();
  let text = "";
  let pressed = false;
  const child = Bun.spawn([process.execPath, SLIPWAY_MAIN, "build", "--host"], {
    cwd: root,
    env: { ...process.env, TERM: "xterm", CI: undefined, ...options.env },
    terminal: {
      cols: 100,
      rows: 24,
      data: (terminal, data) => {
        text += decoder.decode(data, { stream: true });
        if (pressed || options.pressAt === undefined || !text.includes(options.pressAt)) return;
        pressed = true;
        terminal.write("\x03");
      },
    },
  });
  await child.exited;
  child.terminal?.close();
  return { exitCode: child.exitCode, text };
}

/** The screen's text without the control sequences of lines that were drawn over. */
function linesOf(text: string): readonly string[] {
  return Bun.stripANSI(text).split("\r\n");
}

describe.skipIf(process.platform === "win32")("on a terminal slipway build", () => {
  test("redraws one line a job, leaves one a step, and closes with a table", async () => {
    const root = foreignProject({ "src/one.ts": HELLO, "src/two.ts": HELLO }, { config: CONFIG });
    const { exitCode, text } = await onTerminal(root);
    expect(exitCode).toBe(0);
    const lines = linesOf(text);
    expect(lines).toContainEqual(expect.stringMatching(/^. building 0\/2$/u));
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`· two ${host}`, "u")));
    expect(text).toMatch(/✓ building \(2\) [\d.]+ s\r\n/u);
    expect(lines.slice(-4).map((line) => line.split(/ {2,}/u).slice(0, 2))).toEqual([
      ["target", "app"],
      [host, "one"],
      [host, "two"],
      [""],
    ]);
  });

  test("leaves nothing but the error where a step was when it fails", async () => {
    const root = foreignProject(
      { "src/one.ts": HELLO, "src/two.ts": "import './no.ts';" },
      { config: CONFIG },
    );
    const { exitCode, text } = await onTerminal(root);
    expect(exitCode).toBe(1);
    expect(text).toContain("✓ preparing runtimes");
    expect(text).not.toContain("✓ building");
    expect(linesOf(text.slice(text.lastIndexOf("error: ")))).toEqual([
      `error: Cannot compile two ${host}: 1 error`,
      expect.stringMatching(/^ {2}src\/two\.ts:1:\d+: /u),
      "  → Mend the source and run the command again",
      "",
    ]);
  });

  test("stops at ctrl-C, with dist as it was and nothing left running", async () => {
    const files = {
      "src/one.ts": HELLO,
      "src/two.ts": ENDLESS,
      "dist/mine": "",
      "dist/.lock": "",
      "dist/.gitignore": "*\n",
    };
    const root = foreignProject(files, { config: CONFIG });
    const before = treeState(join(root, "dist"));
    const { exitCode, text } = await onTerminal(root, { pressAt: "smoking" });
    expect(exitCode).toBe(130);
    expect(text).toContain(
      "error: Interrupted: nothing was left half-written\r\n  → Run the command again\r\n",
    );
    expect(treeState(join(root, "dist"))).toEqual(before);
    expect(processesIn(root)).toEqual([]);
  });

  test.each([
    ["TERM", "dumb"],
    ["CI", "true"],
  ])("writes plain lines with %s=%s", async (name, value) => {
    const root = foreignProject({ "src/one.ts": HELLO, "src/two.ts": HELLO }, { config: CONFIG });
    const { exitCode, text } = await onTerminal(root, { env: { [name]: value } });
    expect(exitCode).toBe(0);
    expect(text).not.toContain("\u001b");
    expect(text).toContain(`building: one ${host} `);
  });
});
