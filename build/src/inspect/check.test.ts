import { mkdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { isTargetId, RUNTIME_TARGET_IDS, type TargetId } from "@slipway/targets";
import { caught, foreignProject, sha256Of, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { compileExecutable } from "../compile/compile.ts";
import { hostTarget } from "../host.ts";
import { OWN_PINS, readPin } from "../runtimes/pins.ts";
import { recordingEnv, SAMPLE_IDENTITY, sampleApp, sampleConfig, sampleJob } from "../testing/samples.ts";
import { WHOLE_FILE } from "../threads/whole-file.ts";
import { checkExecutable, type CheckOptions } from "./check.ts";

const host = await hostTarget();
const runtime = { ...readPin(OWN_PINS, host), sizeBytes: 0 };
const job = sampleJob(sampleApp({ minify: false, bytecode: false, sourcemap: false }), host);

async function compiled(text: string): Promise<{ readonly root: string; readonly path: string }> {
  const root = foreignProject({ "src/main.ts": text }, { config: "{}" });
  const env = recordingEnv(join(root, "dist"));
  const { path } = await compileExecutable(job, {
    root,
    runtime,
    compiler: runtime,
    identity: SAMPLE_IDENTITY,
    env,
  });
  return { root, path };
}

/** What the compiled job must be, for a project in `root`. */
function wanted(root: string): Omit<CheckOptions, "path"> {
  const part = { runtime, inputs: [], outputs: ["hello"] };
  return { config: sampleConfig(root), identity: SAMPLE_IDENTITY, parts: [part], wholeFile: WHOLE_FILE };
}

describe("checkExecutable()", () => {
  test("takes what was asked for and measures it", async () => {
    const { root, path } = await compiled("console.log('hello')");
    const { sizeBytes, payloadBytes, sha256 } = await checkExecutable(job, { path, ...wanted(root) });
    expect(sizeBytes).toBe(readFileSync(path).length);
    expect(sha256).toBe(sha256Of(path));
    expect(payloadBytes).toBeGreaterThan(100);
    expect(payloadBytes).toBeLessThan(100_000);
  });

  test("compares what is inside with the files of the project", async () => {
    const { root, path } = await compiled("console.log('hello')");
    const other = { ...job, app: { ...job.app, assets: ["src"] } };
    const fault = await caught(async () => checkExecutable(other, { path, ...wanted(root) }));
    expect(fault.details).toEqual(['asset "src/main.ts": not in the payload']);
    expect(fault.hint).toMatch(/^Compare the lines with apps\.hello /u);
  });

  test("refuses an executable that names a folder of this machine", async () => {
    const { root, path } = await compiled('console.log("/home/me/project/src")');
    const fault = await caught(async () => checkExecutable(job, { path, ...wanted("/home/me/project") }));
    expect(fault).toMatchObject({ code: "executable-wrong", exitCode: 5 });
    expect(fault.message).toBe(
      `Cannot accept hello ${host}: it contains the path "/home/me/project" of this machine`,
    );
    await checkExecutable(job, { path, ...wanted(root) });
  });

  test("finds a path with backslashes as JavaScript quotes it", async () => {
    const { path } = await compiled(String.raw`console.log("C:\\Users\\me\\project")`);
    const fault = await caught(async () =>
      checkExecutable(job, { path, ...wanted(String.raw`C:\Users\me`) }),
    );
    expect(fault.message).toContain("of this machine");
  });

  test.skipIf(process.platform === "win32")(
    "tells a project right below the root from a text that begins like it",
    async () => {
      const routes = await compiled('console.log("/etc", "/etcetera", "/etc/of-this-app")');
      await checkExecutable(job, { path: routes.path, ...wanted("/etc") });
      const leaking = await compiled('console.log("/etc/passwd")');
      const fault = await caught(async () => checkExecutable(job, { path: leaking.path, ...wanted("/etc") }));
      expect(fault.message).toContain('it contains the path "/etc/passwd" of this machine');
    },
  );

  test.skipIf(process.platform === "win32")("finds the real path of a root that is a link", async () => {
    const real = join(realpathSync(tempFolder()), "the-project");
    mkdirSync(real);
    const link = join(tempFolder(), "link");
    symlinkSync(real, link);
    const { path } = await compiled(`console.log(${JSON.stringify(join(real, "src"))})`);
    const fault = await caught(async () => checkExecutable(job, { path, ...wanted(link) }));
    expect(fault).toMatchObject({ code: "executable-wrong", exitCode: 5 });
    expect(fault.message).toContain(`it contains the path "${real}" of this machine`);
  });

  test("refuses a bare runtime: it has no payload", async () => {
    const fault = await caught(async () =>
      checkExecutable(job, { path: runtime.file, ...wanted("/project") }),
    );
    expect(fault).toMatchObject({ code: "executable-wrong", exitCode: 5, details: ["payload: none found"] });
    expect(fault.hint).toMatch(/^Bring the runtime anew/u);
  });

  test("refuses the host's executable for every other target, and says in what it differs", async () => {
    const { root, path } = await compiled("console.log('hello')");
    for (const target of RUNTIME_TARGET_IDS.filter((other) => other !== host)) {
      const other = sampleJob(sampleApp(), target);
      const fault = await caught(async () => checkExecutable(other, { path, ...wanted(root) }));
      expect(fault.code).toBe("executable-wrong");
      expect(fault.details.join("\n"), target).toMatch(
        /^(?:(?:format|os|cpu|libc): found \S+, wanted \S+\n?)+$/u,
      );
    }
  });

  test("refuses what is no executable", async () => {
    const path = join(import.meta.dirname, "check.ts");
    expect((await caught(async () => checkExecutable(job, { path, ...wanted("/") }))).code).toBe(
      "not-an-executable",
    );
  });
});

test("hostTarget() is a target that is built by default", async () => {
  const target: TargetId = await hostTarget();
  expect(isTargetId(target)).toBe(true);
  expect(target).toContain(process.arch);
});
