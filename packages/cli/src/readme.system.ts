/** Every command of README.md, run in its order in a fresh checkout with an empty home; then what it made. */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { type Checkout, freshCheckout, seededRandom } from "@slipway/testkit";
import { expect, test } from "vitest";

const REPOSITORY = resolve(import.meta.dirname, "..", "..", "..");

/** What a command of the README must print on stdout; the others only have to end well. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  "bun run release --snapshot": /51 files in dist\/release: chatty \d/u,
  "bun run slipway verify dist/release": /all 51 files hold/u,
  "cd dist/release && sha256sum -c checksums.txt": /^(?:\S+: OK\n){49}$/u,
  "minisign -Vm dist/release/checksums.txt -p release/keys/snapshot.pub":
    /Signature and comment signature verified/u,
  "bun run slipway inspect dist/build/darwin-universal/chatty": /slice arm64: .*ad hoc, valid/su,
  "dist/build/linux-x64/chatty --version":
    /^0\.1\.0-snapshot\.[0-9a-f]+ \([0-9a-f]{12}, \d{4}-\d\d-\d\d\)\n$/u,
  "dist/build/linux-x64/chatty --help": /^chatty 0\.1\.0-snapshot\.[0-9a-f]+: /u,
  "dist/build/linux-x64/chatty list": /\nabout +reads/u,
  "bun run slipway plan": /dist\/build\/windows-arm64\/chatty-daemon\.exe/u,
  "bun run slipway plan --json": /^\{\n/u,
  "bun run release --snapshot --twice": /byte for byte the same/u,
};

/** The suite cannot run itself; `.ci/run` runs this very command. */
const RUN_BY_CI = "bun run test";

function commandsIn(document: string): readonly string[] {
  const text = readFileSync(join(REPOSITORY, document), "utf8");
  return [...text.matchAll(/```sh\n(.*?)```/gsu)].flatMap(([, block = ""]) => block.trimEnd().split("\n"));
}

test("README.md: every command does what it says", () => {
  const checkout = freshCheckout();
  const commands = commandsIn("README.md");
  expect(commands.slice(0, 2)).toEqual(["bun run release --snapshot", RUN_BY_CI]);
  expect(Object.keys(EXPECTED).filter((command) => !commands.includes(command))).toEqual([]);
  expect(readFileSync(join(REPOSITORY, ".ci", "run"), "utf8")).toContain(RUN_BY_CI);
  for (const command of commands.filter((one) => one !== RUN_BY_CI)) {
    const { status, stdout, stderr } = checkout.run(command);
    expect(status, `${command}\n${stdout}\n${stderr}`).toBe(0);
    expect(stdout, command).toMatch(EXPECTED[command] ?? /^/u);
    if (command === "bun run slipway verify dist/release") damageEveryFile(checkout);
    if (command.includes("get_status"))
      expect(JSON.parse(stdout)).toMatchObject({ id: "1", result: { status: "running" } });
  }
  expect(readdirSync(join(checkout.root, "dist")).toSorted()).toEqual([".gitignore", ".lock"]);
  expect(checkout.run("git status --porcelain").stdout, "files that git does not ignore").toBe("");
});

/** One flipped bit in three of the real files, each found and named alone. */
function damageEveryFile(checkout: Checkout): void {
  const folder = join(checkout.root, "dist", "release");
  const random = seededRandom(7);
  const files = readdirSync(folder);
  expect(files).toHaveLength(51);
  for (const file of ["chatty-windows-x64.exe", "chatty-linux-arm64.tar.gz", "latest.json"]) {
    expect(files).toContain(file);
    const path = join(folder, file);
    const bytes = readFileSync(path);
    const at = random.below(bytes.length);
    flip(path, bytes, at);
    const { status, stderr } = checkout.run("bun run slipway verify dist/release");
    expect(status, stderr).not.toBe(0);
    expect(stderr).toContain("1 file does not hold");
    expect(stderr).toContain(`  ${file}: its SHA-256 is `);
    flip(path, bytes, at);
  }
}

function flip(path: string, bytes: Buffer, at: number): void {
  bytes[at] = (bytes[at] ?? 0) ^ 4;
  writeFileSync(path, bytes);
}

test("docs/signing.md: a real release is signed with a key of one's own", () => {
  const checkout = freshCheckout();
  const [makeKey, ...checks] = commandsIn("docs/signing.md");
  const made = checkout.run(makeKey ?? "");
  expect(made.status, made.stderr).toBe(0);
  const line = /signing: \{ publicKey: "RW.*" \},/u.exec(made.stdout)?.[0] ?? "";
  const config = join(checkout.root, "slipway.config.ts");
  writeFileSync(
    config,
    readFileSync(config, "utf8").replace("  apps: {", `  ${line}\n  targets: ["linux-x64"],\n  apps: {`),
  );
  const release = "SLIPWAY_SECRET_KEY_FILE=../slipway.key bun run release";
  const dirty = checkout.run(release);
  expect(dirty.stderr).toContain("files differ from commit");
  expect(checkout.run("git commit -qam 'a key of our own'").status).toBe(0);
  const unsigned = checkout.run("bun run release");
  expect(unsigned.stderr).toContain("there is no secret key");
  const released = checkout.run(release);
  expect(released.status, released.stderr).toBe(0);
  expect(checkout.run("bun run slipway verify dist/release").stdout).toContain("0.1.0: all 10 files hold");
  const [minisign, verify] = checks.map((command) => checkout.run(command).stdout);
  expect(minisign).toContain("version:0.1.0\ttarget:linux-x64");
  expect(verify).toContain("0.1.0: all 10 files hold");
});
