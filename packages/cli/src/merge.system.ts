/** A release whose work several machines share, from end to end; and merging that is killed at any moment. */

import { chmodSync, cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { hostTarget } from "@slipway/build";
import { generateKeyPair, renderPublicKeyLine, renderSecretKey } from "@slipway/manifest";
import { executableName, TARGETS } from "@slipway/targets";
import {
  foreignProject,
  HELLO,
  runProgram,
  runSlipway,
  sha256Of,
  tempFolder,
  writeFiles,
} from "@slipway/testkit";
import { expect, test } from "vitest";

const host = await hostTarget();
const RENAMING = "rename,renameat,renameat2";

async function succeed(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { exitCode, stdout, stderr } = await runSlipway(args, { cwd, env });
  expect(exitCode, `slipway ${args.join(" ")}: ${stderr}`).toBe(0);
  return stdout;
}

function run(command: readonly string[], cwd: string): void {
  const { exitCode, stderr } = runProgram(command, { cwd });
  expect(exitCode, `${command.join(" ")}: ${stderr}`).toBe(0);
}

/** A checkout of its own, as each machine has one. */
function checkout(origin: string): string {
  const root = join(tempFolder(), "checkout");
  run(["git", "clone", "--quiet", origin, root], origin);
  return root;
}

type Recorded = { readonly executables: readonly { readonly file: string; readonly sha256: string }[] };

function recordIn(dist: string): Recorded {
  return JSON.parse(readFileSync(join(dist, "build.json"), "utf8"));
}

test("build, smoke, merge, sign and validate on five machines make the release of one machine", async () => {
  const key = generateKeyPair();
  const config = `{ product: "hello", apps: { one: "src/one.ts", two: "src/two.ts" }, targets: ["${host}"],
    signing: { publicKey: "${renderPublicKeyLine(key.publicKey)}" }, repository: "https://github.com/a/hello" }`;
  const origin = foreignProject(
    { "src/one.ts": HELLO, "src/two.ts": HELLO, ".gitignore": "dist\n" },
    { config },
  );
  for (const args of [
    ["init", "--quiet"],
    ["add", "--all"],
    ["commit", "--quiet", "--message", "all"],
  ])
    run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", ...args], origin);
  const secret = { SLIPWAY_SECRET_KEY: await renderSecretKey(key) };

  const builders = [checkout(origin), checkout(origin)] as const;
  await Promise.all(
    builders.map(async (root, at) => succeed(["build", "--app", ["one", "two"][at] ?? ""], root)),
  );

  const smoker = checkout(origin);
  cpSync(join(builders[0], "dist"), join(smoker, "dist"), { recursive: true });
  chmodSync(join(smoker, "dist", "build", host, executableName("one", host)), 0o644);
  await succeed(["smoke"], smoker);
  const smoked = join(tempFolder(), "smoked");
  writeFiles(smoked, { "build.json": readFileSync(join(smoker, "dist", "build.json"), "utf8") });

  const signer = checkout(origin);
  const halves = builders.map((root) => join(root, "dist"));
  await succeed(["merge", smoked, ...halves], signer);
  await succeed(["release", "--built"], signer, secret);
  await succeed(["verify", "dist/release"], signer);
  const published = join(signer, "dist", "release");

  const stranger = checkout(origin);
  await succeed(["release", "--signatures", published], stranger);
  run(["diff", "--recursive", "--brief", published, join(stranger, "dist", "release")], origin);

  writeFiles(stranger, { "src/one.ts": `${HELLO}// another\n` });
  run(
    ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-am", "b"],
    stranger,
  );
  const other = await runSlipway(["release", "--signatures", published], { cwd: stranger });
  expect(other.exitCode).toBe(5);
  const archive = `hello-${host}.${TARGETS[host].archive}`;
  expect(other.stderr).toContain(`Cannot take over the published signature of "${archive}"`);
});

test("a merge that is killed at any renaming leaves a true record, and the next one works", async () => {
  const files = { "src/one.ts": HELLO, "src/two.ts": HELLO };
  const config = '{ apps: { one: "src/one.ts", two: "src/two.ts" }, targets: ["' + host + '"] }';
  const root = foreignProject(files, { config });
  const dist = join(root, "dist");
  const [old, built] = [join(tempFolder(), "old"), join(tempFolder(), "built")];
  await succeed(["build"], root);
  cpSync(dist, old, { recursive: true });
  writeFiles(root, {
    "src/one.ts": `${HELLO}console.error(1);\n`,
    "src/two.ts": `${HELLO}console.error(2);\n`,
  });
  await succeed(["build"], root);
  cpSync(dist, built, { recursive: true });
  let killed = 0;
  for (let at = 1; ; at++) {
    rmSync(dist, { recursive: true });
    cpSync(old, dist, { recursive: true });
    const inject = ["-e", `trace=${RENAMING}`, "-e", `inject=${RENAMING}:signal=SIGKILL:when=${at}`];
    const under = ["strace", "-qq", "-o", join(root, "..", "trace"), ...inject];
    const { exitCode } = await runSlipway(["merge", built], { cwd: root, under });
    for (const { file, sha256 } of recordIn(dist).executables) {
      if (existsSync(join(dist, file)))
        expect(sha256Of(join(dist, file)), `renaming ${at}: ${file}`).toBe(sha256);
    }
    await succeed(["merge", built], root);
    expect(recordIn(dist)).toEqual(recordIn(built));
    expect(existsSync(join(dist, ".work"))).toBe(false);
    if (exitCode === 0) break;
    killed++;
  }
  // The new record, the old one cut, two executables away and into place, the record put in place.
  expect(killed).toBe(7);
});
