/** Runs chatty as its users do: from the checkout, and as the executable that `slipway build` makes of it. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { runSlipway, tempFolder, writeFiles } from "@slipway/testkit";
import { afterAll, beforeAll, describe } from "vitest";

export type Ran = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

export type Child = Bun.Subprocess<"pipe", "pipe", "pipe">;

/** Somebody who has never used chatty, with folders of their own. */
export type User = {
  readonly home: string;
  /** Where they work. */
  readonly cwd: string;
  /** The data folder, which is not there yet. */
  readonly data: string;
  /** Where their configuration is looked for, which is not there yet. */
  readonly config: string;
  /** All of their variables. */
  readonly env: Readonly<Record<string, string>>;
};

export type Starting = {
  readonly user: User;
  /** More variables. */
  readonly env?: Readonly<Record<string, string>>;
};

export type Running = Starting & {
  /** All of standard input. */
  readonly input?: string | Uint8Array;
};

export type Chatty = {
  readonly isCompiled: boolean;
  /** The words that start it. */
  readonly command: () => readonly string[];
  readonly start: (args: readonly string[], starting: Starting) => Child;
  /** Runs it to its end. */
  readonly run: (args: readonly string[], running: Running) => Promise<Ran>;
};

const SOURCE = resolve(import.meta.dirname, "..", "main.ts");
const TSCONFIG = resolve(import.meta.dirname, "..", "..", "..", "..", "tsconfig.json");
const DAEMON = resolve(import.meta.dirname, "..", "..", "..", "daemon", "src", "main.ts");

/** A new user, whose folders go with the test. */
export function newUser(): User {
  const home = tempFolder();
  const cwd = join(home, "work");
  const data = join(home, "data");
  mkdirSync(cwd);
  const { PATH = "", SystemRoot = "", TEMP = "" } = process.env;
  return {
    home,
    cwd,
    data,
    config: join(home, "config", "chatty", "chatty.config.json"),
    env: {
      PATH,
      SystemRoot,
      TEMP,
      HOME: home,
      USERPROFILE: home,
      APPDATA: join(home, "config"),
      XDG_CONFIG_HOME: join(home, "config"),
      CHATTY_DATA_DIR: data,
      // Nobody's keyring is asked by tests.
      CHATTY_KEYRING: "off",
    },
  };
}

/** Declares the same tests for the checkout and for the executable, which is compiled once for each call. */
export function describeBoth(title: string, tests: (chatty: Chatty) => void): void {
  describe(`${title}, in the checkout`, () => {
    // As docs/chatty.md says: Bun by itself reads files of the working directory.
    const flags = ["--no-install", "--no-env-file", `--config=${devNull}`, `--tsconfig-override=${TSCONFIG}`];
    const command = [process.execPath, ...flags, SOURCE];
    tests(chattyOf(() => command, { isCompiled: false }));
  });
  describe(`${title}, compiled`, () => {
    let built: Built | undefined;
    beforeAll(async () => {
      built = await buildChatty();
    });
    afterAll(() => built?.remove());
    tests(chattyOf(() => [built?.executable ?? "not built"], { isCompiled: true }));
  });
}

type Built = {
  /** `chatty`, with `chatty-daemon` beside it. */
  readonly executable: string;
  readonly remove: () => void;
};

/** As a project outside this repository builds it, so that nothing here is touched. */
export async function buildChatty(): Promise<Built> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "slipway-test-")));
  const apps = '{ chatty: { entry: "chatty.ts" }, "chatty-daemon": { entry: "chatty-daemon.ts" } }';
  writeFiles(root, {
    "package.json": '{ "name": "chatty", "version": "0.1.0", "type": "module" }\n',
    "slipway.config.ts": `export default { product: "chatty", version: "0.1.0", apps: ${apps} };\n`,
    "chatty.ts": `import ${JSON.stringify(SOURCE)};\n`,
    "chatty-daemon.ts": `import ${JSON.stringify(DAEMON)};\n`,
  });
  const remove = (): void => rmSync(root, { recursive: true, force: true });
  const { exitCode, stdout, stderr } = await runSlipway(["build", "--host", "--json"], { cwd: root });
  if (exitCode === 0) return { executable: executableIn(stdout, root), remove };
  remove();
  throw new Error(stderr);
}

function executableIn(json: string, root: string): string {
  const name = process.platform === "win32" ? "chatty.exe" : "chatty";
  const [path] = [...new Bun.Glob(`dist/build/*/${name}`).scanSync({ cwd: root, onlyFiles: true })];
  if (path === undefined) throw new Error(`no executable: ${json}`);
  return join(root, path);
}

function chattyOf(command: () => readonly string[], { isCompiled }: Pick<Chatty, "isCompiled">): Chatty {
  function start(args: readonly string[], { user, env = {} }: Starting): Child {
    return Bun.spawn([...command(), ...args], {
      cwd: user.cwd,
      env: { ...user.env, ...env },
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
    });
  }
  async function run(args: readonly string[], { input = "", ...starting }: Running): Promise<Ran> {
    const child = start(args, starting);
    const [stdout, stderr, exitCode] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
      child.stdin.write(input),
      child.stdin.end(),
    ]);
    return { exitCode, stdout, stderr };
  }
  return { isCompiled, command, start, run };
}

/** The first line a child writes, without its end. */
export async function firstLine({ stdout }: Pick<Child, "stdout">): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stdout) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes("\n")) break;
  }
  return text.split("\n", 1).join("");
}
