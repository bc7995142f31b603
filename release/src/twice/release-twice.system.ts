/** `slipway release --twice` as people run it: clean where it should be, and clear where it is not. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import {
  endOf,
  foreignProject,
  HELLO,
  processesIn,
  type Ran,
  runProgram,
  runSlipway,
  type SlipwayProcess,
  startSlipway,
  tempFolder,
  treeState,
  writeFiles,
} from "@slipway/testkit";
import { describe, expect, test, vi } from "vitest";

const TWICE = ["release", "--snapshot", "--twice"];

type Project = { readonly root: string; readonly temporary: string };

/** A project that imports a package, and a folder where the second release is made. */
function project(config: string, files: Readonly<Record<string, string>> = {}): Project {
  const root = foreignProject(
    {
      "src/main.ts":
        'import { greeting } from "words";\nif (process.argv[3]) console.log(greeting);\n' + HELLO,
      "node_modules/words/package.json": '{ "name": "words", "version": "1.0.0", "main": "index.js" }',
      "node_modules/words/index.js": 'export const greeting = "hello";\n',
      ".gitignore": "dist/\nnode_modules/\n*.local\n",
      LICENSE: "MIT\n",
      ...files,
    },
    { config },
  );
  return { root, temporary: tempFolder() };
}

function commitAll(root: string): void {
  const script =
    "git init -q . && git add -A && git -c user.name=a -c user.email=a@example.org commit -q -m a";
  expect(runProgram(["sh", "-c", script], { cwd: root })).toMatchObject({ exitCode: 0 });
}

async function release({ root, temporary }: Project, args: readonly string[] = []): Promise<Ran> {
  const ran = await runSlipway([...TWICE, ...args], { cwd: root, env: { TMPDIR: temporary } });
  expect(readdirSync(temporary), "left behind").toEqual([]);
  return ran;
}

const APP = '"src/main.ts"';
function configOf(app: string, targets = ["linux-x64"]): string {
  return `{ apps: { hello: ${app} }, targets: ${JSON.stringify(targets)}, repository: "https://github.com/a/b" }`;
}

describe("a release that is the same", () => {
  test("says so, with what was varied, and leaves one release", async () => {
    const printing = `{ entry: ${APP}, completions: { bash: ["--version"] } }`;
    const made = project(configOf(printing, ["linux-x64", "windows-x64"]));
    commitAll(made.root);
    const { exitCode, stdout, stderr } = await release(made);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/\nmade twice: \d+ files, byte for byte the same\n/u);
    expect(stdout).toContain("varied      time zone: Pacific/Kiritimati");
    if (process.env["CI"] === "true") expect(stdout).toContain("varied      clock: 400 days later");
    expect(stderr).toMatch(/^second time: packing: /mu);
    expect(existsSync(join(made.root, "dist", "twice"))).toBe(false);
    expect(runProgram(["git", "status", "--porcelain"], { cwd: made.root }).stdout).toBe("");
  });

  test("is proved for a real key too, which comes in a file named relative to where the command runs", async () => {
    const made = project(configOf(APP), { "keys/README.md": "" });
    const created = await runSlipway(["keys", "new", "--no-password", "--out", "keys", "--json"], {
      cwd: made.root,
    });
    expect(created.exitCode, created.stderr).toBe(0);
    const config = configOf(APP).replace("{", '{ signing: { publicKey: "keys/slipway.pub" },');
    writeFiles(made.root, {
      "slipway.config.ts": `export default ${config};\n`,
      ".gitignore": "dist/\nnode_modules/\nkeys/slipway.key\n",
    });
    commitAll(made.root);
    const { exitCode, stdout, stderr } = await runSlipway(["release", "--twice", "--json"], {
      cwd: made.root,
      env: { TMPDIR: made.temporary, SLIPWAY_SECRET_KEY_FILE: "keys/slipway.key" },
    });
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      snapshot: false,
      twice: { files: expect.any(Number), varied: expect.arrayContaining(["order of the jobs: reversed"]) },
    });
    expect(readdirSync(made.temporary)).toEqual([]);
  });
});

test("a place that cannot be used is refused before anything is built", async () => {
  const made = project(configOf(APP));
  const env = { TMPDIR: join(made.root, "src") };
  const { exitCode, stderr } = await runSlipway(TWICE, { cwd: made.root, env });
  expect(exitCode).toBe(4);
  expect(stderr).toContain("it lies in the project");
  expect(existsSync(join(made.root, "dist", "build"))).toBe(false);
});

/** Signs with a key that version control does not know, and never twice the same. */
const SIGNING = `signing: { commands: { linux: ["sh", "-c", 'cat key.local >> "$0" && date +%s%N >> "$0"', "{file}"] } }`;

describe("a release with a sign command of the user's", () => {
  const config = configOf(APP).replace("{", `{ ${SIGNING},`);
  const key = { "key.local": "a key that git ignores" };

  test("is the same when what is signed is, and says that signatures were not made again", async () => {
    const made = project(config, key);
    commitAll(made.root);
    const { exitCode, stdout, stderr } = await release(made);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain("byte for byte the same");
    expect(stdout).toContain(
      "not varied  signatures of your commands: taken from the first release for what was the same before signing (build/linux-x64/hello)",
    );
  });

  test("is not the same when what is signed is not", async () => {
    const made = project(config, {
      ...key,
      "src/now.ts": "export function now(): number { return Date.now(); }\n",
      "src/main.ts": `import { now } from "./now.ts" with { type: "macro" };\nif (process.argv[3]) console.log(now());\n${HELLO}`,
    });
    commitAll(made.root);
    const { exitCode, stdout } = await release(made, ["--json"]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: "not-reproducible",
      message: expect.stringContaining("hello linux-x64 is another one before it is signed"),
      hint: expect.stringContaining("signing.commands.linux"),
    });
  });
});

describe("a release that is not the same", () => {
  test("names the macro's doing by file, offset, part and cause", async () => {
    const made = project(configOf(APP), {
      "src/now.ts": "export function now(): string { return new Date().toISOString().slice(0, 10); }\n",
      "src/main.ts": `import { now } from "./now.ts" with { type: "macro" };\nif (process.argv[3]) console.log(now());\n${HELLO}`,
    });
    const { exitCode, stdout, stderr } = await release(made, ["--json"]);
    expect(exitCode).toBe(1);
    const { error } = JSON.parse(stdout);
    expect(error).toMatchObject({ code: "not-reproducible", exitCode: 1 });
    expect(error.details[0]).toMatch(
      /^dist\/build\/linux-x64\/hello: \d+ bytes differ, the first at offset \d+$/u,
    );
    expect(error.details[1]).toMatch(/^ {2}in payload: .*hello/u);
    expect(error.details.at(-1)).toBe("likely cause: the clock");
    expect(stderr).toContain("SLIPWAY_DATE");
    const [first, second] = ["build", "twice/build"].map((folder) =>
      readFileSync(join(made.root, "dist", folder, "linux-x64", "hello")),
    );
    expect(first?.length).toBe(second?.length);
    expect(second === undefined ? true : first?.equals(second)).toBe(false);
  });

  test("names the value of a configuration that looks at where it is", async () => {
    const app = `{ entry: ${APP}, define: { ZONE: JSON.stringify(Intl.DateTimeFormat().resolvedOptions().timeZone) } }`;
    const made = project(configOf(app), {
      "src/main.ts": `if (process.argv[3]) console.log(ZONE);\n${HELLO}`,
    });
    const { exitCode, stderr } = await release(made);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /the configuration gave apps\[0\]\.define\.ZONE: "[^"]+", then "Pacific\/Kiritimati"/u,
    );
    expect(stderr).toContain("likely cause: the time zone");
  });

  test("says that the second cannot be made of what version control knows", async () => {
    const made = project(configOf(APP), {
      "src/main.ts": `import text from "./text.local" with { type: "text" };\nif (process.argv[3]) console.log(text);\n${HELLO}`,
      "src/text.local": "ignored by git",
    });
    commitAll(made.root);
    const { exitCode, stderr } = await release(made);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("what works in the first folder fails in the second");
    expect(stderr).toContain("text.local");
  });
});

/** Starts it and waits until the second release compiles. */
async function started({ root, temporary }: Project): Promise<SlipwayProcess> {
  const child = startSlipway(TWICE, { cwd: root, env: { TMPDIR: temporary }, group: true });
  await vi.waitFor(() => {
    const running = processesIn(temporary);
    expect(running.some((line) => line.includes("second-run.ts"))).toBe(true);
    expect(running.some((line) => line.includes("worker.ts"))).toBe(true);
  }, 60_000);
  return child;
}

async function untilNothingIsLeft({ root, temporary }: Project): Promise<void> {
  await vi.waitFor(() => {
    expect([...processesIn(root), ...processesIn(temporary)]).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
  }, 15_000);
}

describe("a release that is stopped while it is made again", () => {
  test.each(["SIGINT", "SIGKILL"] as const)("by %s leaves the first one and nothing else", async (signal) => {
    const made = project(configOf(APP));
    expect((await runSlipway(["release", "--snapshot"], { cwd: made.root })).exitCode).toBe(0);
    const before = treeState(join(made.root, "dist", "release.json"));
    const child = await started(made);
    child.kill(signal);
    const { exitCode } = await endOf(child);
    if (signal === "SIGINT") expect(exitCode).toBe(130);
    await untilNothingIsLeft(made);
    expect(treeState(join(made.root, "dist", "release.json"))).toEqual(before);
    expect((await runSlipway(["verify", "dist/release"], { cwd: made.root })).exitCode).toBe(0);
    const remains = existsSync("/dev/shm") ? readdirSync("/dev/shm") : [];
    expect(remains.filter((name) => name.includes("faketime"))).toEqual([]);
  });
});
