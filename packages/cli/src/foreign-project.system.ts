/** Anyone's project by every package manager's ways, for two targets; and what is told where slipway cannot work. */

import {
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { hostTarget } from "@slipway/build";
import { describe, expect, test } from "vitest";

import { FOREIGN_OUTPUT, foreignFiles } from "./testing/foreign-files.ts";
import { type ForeignInstall, foreignInstall } from "./testing/foreign-install.ts";
import {
  FOREIGN_MISTAKES,
  FOREIGN_TSCONFIGS,
  foreignSidecarFiles,
  SIDECAR_OUTPUT,
} from "./testing/foreign-sidecar-files.ts";

const host = await hostTarget();
const other = host === "windows-x64" ? "linux-x64" : "windows-x64";

async function expectItRuns(project: ForeignInstall): Promise<void> {
  const ran = await project.run([join(project.root, "dist", "build", host, "greeter")]);
  expect(ran).toEqual({ exitCode: 0, stdout: FOREIGN_OUTPUT, stderr: "" });
}

describe("installed with npm", () => {
  test("releases for two targets, verifies and runs, started by Node", async () => {
    const project = await foreignInstall(foreignFiles([host, other]), { by: "npm" });
    const npx = ["npx", "--no-install", "slipway"];
    expect((await project.run(["node", "--print", "process.versions.bun"])).stdout).toBe("undefined\n");
    const released = await project.run([...npx, "release", "--snapshot"]);
    expect(released.exitCode, released.stderr).toBe(0);
    const verified = await project.run([...npx, "verify", "dist/release"]);
    expect(verified.exitCode, verified.stderr).toBe(0);
    expect(readdirSync(join(project.root, "dist", "build")).toSorted()).toEqual([host, other].toSorted());
    await expectItRuns(project);
  });

  test("says what to do where there is no Bun, and takes the project's own", async () => {
    const project = await foreignInstall(foreignFiles([host]), { by: "npm" });
    const node = ["/bin/sh", "-c", 'exec "$0" node_modules/.bin/slipway "$@"', nodePath(project)];
    const without = { PATH: "/nowhere" };
    const refused = await project.run([...node, "--version"], without);
    expect(refused).toMatchObject({ exitCode: 4, stdout: "" });
    expect(refused.stderr).toBe(
      "error: Cannot start slipway: it runs on Bun, and there is none in this project or on PATH\n" +
        "  → Run: npm install --save-dev bun (or install it from https://bun.sh), then run the command again\n",
    );
    symlinkSync(process.execPath, join(project.root, "node_modules", ".bin", "bun"));
    expect(await project.run([...node, "--version"], without)).toMatchObject({ exitCode: 0, stderr: "" });
    // The exit code is slipway's own.
    expect((await project.run([...node, "no-such-command"], without)).exitCode).toBe(2);
  });
});

test("installed with bun, hoisted, builds and runs", async () => {
  const project = await foreignInstall(foreignFiles([host]), { by: "bun hoisted" });
  const built = await project.slipway("build", "--host");
  expect(built.exitCode, built.stderr).toBe(0);
  await expectItRuns(project);
});

test.skipIf(process.platform !== "linux")(
  "names the configuration's runtimes where its own folder cannot be written",
  async () => {
    const project = await foreignInstall(foreignFiles([host]), { by: "bun isolated" });
    const pins = join(realpathSync(project.installed), "build", "runtimes");
    rmSync(join(pins, host, "node_modules"));
    expect(existsSync(join(pins, "node_modules"))).toBe(false);
    const mounted = `mount --bind "${pins}" "${pins}" && mount -o remount,ro,bind "${pins}" && exec "$@"`;
    const command = [process.execPath, "run", "--silent", "slipway", "build", "--host"];
    const { exitCode, stderr } = await project.run(["unshare", "-rm", "sh", "-c", mounted, "sh", ...command]);
    expect(exitCode, stderr).toBe(4);
    expect(stderr).toContain("error: Cannot bring runtimes:");
    expect(stderr).toContain("cannot be written");
    expect(stderr).toContain(
      'set runtimes: { folder: "runtimes", checksums: "runtimes.sha256" } in the configuration',
    );
  },
);

test("declares a method, and starts a sidecar of its own, in a checkout and compiled", async () => {
  const project = await foreignInstall(foreignSidecarFiles(host), { by: "bun isolated" });
  const check = [process.execPath, "check", "--no-script", "-p"];
  for (const tsconfig of FOREIGN_TSCONFIGS) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- each takes all cores
    const checked = await project.run([...check, tsconfig]);
    expect(checked.exitCode, `${tsconfig}: ${checked.stdout}${checked.stderr}`).toBe(0);
  }
  await expectMistakesAreSeen(project, [...check, FOREIGN_TSCONFIGS[0] ?? ""]);
  const right = { exitCode: 0, stdout: SIDECAR_OUTPUT, stderr: "" };
  expect(await project.run([process.execPath, "src/app.ts"])).toEqual(right);

  const built = await project.slipway("build");
  expect(built.exitCode, built.stderr).toBe(0);
  const folder = join(project.root, "dist", "build", host);
  // Without the sources, only the executable beside it is there to be found.
  rmSync(join(project.root, "src"), { recursive: true });
  expect(await project.run([join(folder, "greeter")])).toEqual(right);
  rmSync(join(folder, "greeter-daemon"));
  const alone = await project.run([join(folder, "greeter")]);
  expect(alone.exitCode).not.toBe(0);
  expect(alone.stderr).toContain("sidecar-not-found");
});

/** Each mistake must be seen alone: types that were lost would allow anything. */
async function expectMistakesAreSeen(project: ForeignInstall, check: readonly string[]): Promise<void> {
  for (const [source, correct, wrong, said] of FOREIGN_MISTAKES) {
    const path = join(project.root, source);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(correct, wrong));
    // oxlint-disable-next-line eslint/no-await-in-loop -- one mistake at a time
    const { stdout, stderr } = await project.run(check);
    expect(stdout + stderr, wrong).toContain(said);
    writeFileSync(path, text);
  }
}

function nodePath(project: ForeignInstall): string {
  const found = Bun.which("node", { PATH: project.path, cwd: project.root });
  if (found === null) throw new Error("this test needs Node");
  return found;
}
