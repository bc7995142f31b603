/** Ctrl-C at any moment: exit code 130, `dist` as it was, and nothing left running or lying about. */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { hostTarget, withLock } from "@slipway/build";
import { executableName } from "@slipway/targets";
import {
  endOf,
  foreignProject,
  HELLO,
  processesIn,
  type Ran,
  runSlipway,
  type SlipwayProcess,
  startSlipway,
  treeState,
} from "@slipway/testkit";
import { describe, expect, onTestFinished, test, vi } from "vitest";

const host = await hostTarget();
const isWindows = process.platform === "win32";
const APPS = ["a", "b", "c", "d"];
const OLD = Object.fromEntries(
  APPS.map((app) => [`dist/build/${host}/${executableName(app, host)}`, `old ${app}`]),
);

/** A project of several apps; the last one's smoke run only ends when it is ended. */
function manyApps(): string {
  const sources = Object.fromEntries(APPS.map((app) => [`src/${app}.ts`, HELLO]));
  const endless =
    'console.log("up"); setInterval(() => {}, 1000); Bun.spawn(["sleep", "600"], { stdout: "inherit" });';
  return foreignProject(
    { ...sources, ...OLD, "src/d.ts": endless, "dist/.lock": "", "dist/.gitignore": "*\n" },
    { config: `{ apps: { ${APPS.map((app) => `${app}: "src/${app}.ts"`).join(", ")} } }` },
  );
}

/** Waits for a line of the log that contains `text`, then goes on reading so that the process is never held up. */
async function untilLogged(child: SlipwayProcess, text: string): Promise<() => Promise<Ran>> {
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let stderr = "";
  async function readMore(): Promise<boolean> {
    const { value } = await reader.read();
    stderr += value ?? "";
    return value !== undefined;
  }
  async function readRest(): Promise<void> {
    while (await readMore());
  }
  while (!stderr.includes(text) && (await readMore()));
  return async () => {
    const [stdout] = await Promise.all([new Response(child.stdout).text(), readRest(), child.exited]);
    return { exitCode: child.exitCode, stdout, stderr };
  };
}

/** Expects an interrupted command, and a project in which nothing of it is left. */
function expectNothingLeft(root: string, ran: Ran, before: unknown): void {
  expect({ exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ exitCode: 130, stdout: "" });
  expect(ran.stderr.split("error: ").slice(1)).toEqual([
    "Interrupted: nothing was left half-written\n  → Run the command again\n",
  ]);
  expect(treeState(join(root, "dist"))).toEqual(before);
  const litter = readdirSync(root, { recursive: true, encoding: "utf8" });
  expect(litter.filter((name) => /\.bun-build|\.tmp|\.work/u.test(name))).toEqual([]);
  expect(processesIn(root)).toEqual([]);
}

/** A project whose compilation waits for an answer that never comes; `compiling` says that it has begun to wait. */
function endlessCompilation(): { readonly root: string; readonly compiling: Promise<void> } {
  const asked = Promise.withResolvers<void>();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    fetch: async () => {
      asked.resolve();
      return new Promise<Response>(() => undefined);
    },
  });
  onTestFinished(async () => server.stop(true));
  const root = foreignProject(
    {
      "src/a.ts": 'import { answer } from "./macro.ts" with { type: "macro" };\nconsole.log(answer());',
      "src/macro.ts": `export async function answer() { return (await fetch("${server.url.href}")).text(); }`,
    },
    { config: '{ apps: { a: "src/a.ts" } }' },
  );
  return { root, compiling: asked.promise };
}

/** The system ends a killed command's compiler a moment later; it would never end by itself. */
async function untilNothingRuns(root: string): Promise<void> {
  await vi.waitFor(() => {
    expect(processesIn(root)).toEqual([]);
  }, 10_000);
}

describe.skipIf(isWindows)("a build that is interrupted", () => {
  test.each<readonly [string, NodeJS.Signals]>([
    ["preparing runtimes: ", "SIGINT"],
    ["building: a ", "SIGINT"],
    ["building: b ", "SIGTERM"],
    ["building: c ", "SIGHUP"],
  ])("after %j by %s changes nothing", async (line, signal) => {
    const root = manyApps();
    const before = treeState(join(root, "dist"));
    const child = startSlipway(["build", "--host"], { cwd: root });
    const end = await untilLogged(child, line);
    child.kill(signal);
    expectNothingLeft(root, await end(), before);
  });

  test("at once changes nothing", async () => {
    const root = manyApps();
    const child = startSlipway(["build", "--host"], { cwd: root });
    // Before its own code runs, the signal ends the process as the system does.
    child.kill("SIGINT");
    await endOf(child);
    expect(child.exitCode === 130 || child.signalCode === "SIGINT").toBe(true);
    expect(processesIn(root)).toEqual([]);
  });

  test("by a terminal, which signals every process of it, says so and blames nobody", async () => {
    const root = manyApps();
    const before = treeState(join(root, "dist"));
    const child = startSlipway(["build", "--host"], { cwd: root, group: true });
    const end = await untilLogged(child, "building: b ");
    process.kill(-child.pid, "SIGINT");
    expectNothingLeft(root, await end(), before);
  });

  test("twice ends as it does once", async () => {
    const root = manyApps();
    const before = treeState(join(root, "dist"));
    const child = startSlipway(["build", "--host"], { cwd: root });
    const end = await untilLogged(child, "building: a ");
    child.kill("SIGINT");
    child.kill("SIGINT");
    expectNothingLeft(root, await end(), before);
  });

  test("while its configuration waits for something ends at once", async () => {
    const waiting =
      'process.stderr.write("waiting\\n"); setInterval(() => {}, 1000); await new Promise(() => {}); export default {};';
    const root = foreignProject({ "src/a.ts": HELLO, "slipway.config.ts": waiting }, { config: "{}" });
    const child = startSlipway(["build"], { cwd: root });
    const end = await untilLogged(child, "waiting");
    child.kill("SIGINT");
    expect(await end()).toMatchObject({ exitCode: 130, stdout: "" });
  });

  test.each<NodeJS.Signals>(["SIGINT", "SIGKILL"])(
    "by %s while it compiles ends its compiler",
    async (signal) => {
      const { root, compiling } = endlessCompilation();
      const child = startSlipway(["build", "--host"], { cwd: root });
      await compiling;
      expect(processesIn(root)).not.toEqual([]);
      child.kill(signal);
      await endOf(child);
      await untilNothingRuns(root);
      expect(existsSync(join(root, "dist", ".work"))).toBe(signal === "SIGKILL");
    },
  );

  test("is taken up by the next one", async () => {
    const root = manyApps();
    const child = startSlipway(["build", "--host"], { cwd: root });
    const end = await untilLogged(child, "building: a ");
    child.kill("SIGINT");
    await end();
    const { exitCode } = await runSlipway(["build", "--host", "--app", "a", "--app", "b"], { cwd: root });
    expect(exitCode).toBe(0);
  });
});

describe.skipIf(isWindows)("a build that fails", () => {
  test("ends the jobs that still run, and waits for them", async () => {
    const config = `{ apps: { a: "src/a.ts", d: { entry: "src/d.ts", smoke: [{ timeoutSeconds: 600 }] } } }`;
    const root = foreignProject(
      {
        "src/a.ts": "import './missing.ts';",
        "src/d.ts": 'Bun.spawn(["sleep", "600"], { stdout: "inherit" }); setInterval(() => {}, 1000);',
      },
      { config },
    );
    const { exitCode, stderr } = await runSlipway(["build", "--host"], { cwd: root });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Could not resolve: "./missing.ts"');
    expect(stderr.match(/error:/gu)).toHaveLength(1);
    expect(processesIn(root)).toEqual([]);
    expect(existsSync(join(root, "dist", ".work"))).toBe(false);
  });
});

describe("two builds at once", () => {
  test("do not meet: the second is refused and the first goes on", async () => {
    const root = foreignProject({ "src/a.ts": HELLO }, { config: '{ apps: { a: "src/a.ts" } }' });
    const held = Promise.withResolvers<void>();
    const first = withLock(join(root, "dist"), () => held.promise);
    onTestFinished(() => {
      held.resolve();
    });
    for (const command of [["build", "--host"], ["smoke"], ["clean"]]) {
      const { exitCode, stdout, stderr } = await runSlipway(command, { cwd: root });
      expect({ exitCode, stdout }, command.join(" ")).toEqual({ exitCode: 4, stdout: "" });
      expect(stderr).toBe(
        `error: Cannot write to "${join(root, "dist")}": another slipway is working there\n  → Wait for it to end, then run the command again\n`,
      );
    }
    held.resolve();
    await first;
    expect((await runSlipway(["build", "--host"], { cwd: root })).exitCode).toBe(0);
  });

  test("of two checkouts do not disturb each other", async () => {
    const roots = [1, 2, 3].map(() =>
      foreignProject({ "src/a.ts": HELLO }, { config: '{ apps: { a: "src/a.ts" } }' }),
    );
    const ran = await Promise.all(roots.map(async (cwd) => runSlipway(["build", "--host"], { cwd })));
    expect(ran.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  });
});
