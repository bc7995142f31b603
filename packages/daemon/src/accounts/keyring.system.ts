/** Accounts and secrets in a real keyring: gnome-keyring on a D-Bus of its own. */

import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

const SCRIPT = join(import.meta.dirname, "testing", "use-keyring.ts");
const TOOLS = ["dbus-run-session", "gnome-keyring-daemon", "secret-tool"];
const hasKeyringTools =
  process.platform === "linux" &&
  (process.env["CI"] === "true" || TOOLS.every((tool) => Bun.which(tool) !== null));

const UNLOCK = "printf 'login password' | gnome-keyring-daemon --unlock --components=secrets >&2";
const START_LOCKED = "gnome-keyring-daemon --start --components=secrets >&2 </dev/null";

/** A user with a home of their own, and the data folder. */
type User = { readonly home: string; readonly folder: string };

function newUser(): User {
  const home = tempFolder();
  mkdirSync(join(home, "run"), { mode: 0o700 });
  mkdirSync(join(home, "data"), { mode: 0o700 });
  return { home, folder: join(home, "data") };
}

function environmentOf({ home }: User): Record<string, string> {
  const { PATH = "" } = process.env;
  return { PATH, HOME: home, XDG_RUNTIME_DIR: join(home, "run"), XDG_DATA_HOME: join(home, "share") };
}

/** Runs a shell command in a session of its own, with which the keyring's daemon ends. */
async function inSession(user: User, command: string, options: readonly string[] = []): Promise<string> {
  const child = Bun.spawn(["dbus-run-session", ...options, "--", "sh", "-c", command], {
    env: environmentOf(user),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  expect(exitCode, stderr).toBe(0);
  return stdout;
}

function uses({ folder }: User, ...actions: readonly string[]): string {
  return actions.map((action) => `'${process.execPath}' '${SCRIPT}' '${folder}' ${action}`).join(" && ");
}

function linesOf(stdout: string): readonly unknown[] {
  return stdout
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
}

function filesOf({ folder }: User): string {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name !== "locks")
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join("\n");
}

describe.skipIf(!hasKeyringTools)("with a keyring that is unlocked", () => {
  test("secrets of all lengths are in it, over processes and sessions, and nowhere else", async () => {
    const user = newUser();
    const first = await inSession(user, `${UNLOCK}; ${uses(user, "write", "read")}`);
    expect(linesOf(first)).toEqual(["keyring", ["planted-short", true, true]]);
    expect(filesOf(user)).not.toMatch(/planted|key_file/u);
    const id: unknown = JSON.parse(readFileSync(join(user.folder, "secrets.json"), "utf8")).id;
    const lookUp = `secret-tool lookup service chatty-test account '${String(id)}/short'`;
    const second = await inSession(
      user,
      `${UNLOCK}; ${lookUp}; echo; ${uses(user, "read", "delete")}; ${lookUp}; true`,
    );
    expect(second.split("\n")[0]).toBe(`=${Buffer.from("planted-short").toString("base64url")}`);
    expect(linesOf(second.split("\n").slice(1).join("\n"))).toEqual([
      ["planted-short", true, true],
      [true, true, false],
    ]);
  });

  test("an account is there after a restart", async () => {
    const user = newUser();
    await inSession(user, `${UNLOCK}; ${uses(user, "login")}`);
    const again = await inSession(user, `${UNLOCK}; ${uses(user, "authorize")}`);
    expect(linesOf(again)).toEqual([{ authorization: "Bearer planted-key" }]);
    expect(filesOf(user)).not.toContain("planted");
  });
});

describe.skipIf(!hasKeyringTools)("when the keyring that was chosen", () => {
  test.each([
    ["is locked", START_LOCKED],
    ["is not there", "true"],
  ])("%s, that is an error, and nothing is stored elsewhere", async (_what, start) => {
    const user = newUser();
    await inSession(user, `${UNLOCK}; ${uses(user, "write")}`);
    const before = readdirSync(user.folder);
    expect(linesOf(await inSession(user, `${start}; ${uses(user, "read", "write")}`))).toEqual([
      "keyring-unavailable",
      "keyring-unavailable",
    ]);
    expect(readdirSync(user.folder)).toEqual(before);
  });

  test("is out of reach because there is no D-Bus, that is an error", async () => {
    const user = newUser();
    await inSession(user, `${UNLOCK}; ${uses(user, "write")}`);
    const child = Bun.spawn(["sh", "-c", uses(user, "read")], { env: environmentOf(user), stdout: "pipe" });
    expect(linesOf(await new Response(child.stdout).text())).toEqual(["keyring-unavailable"]);
  });
});

describe.skipIf(!hasKeyringTools)("from the start", () => {
  test("a file is used where there is no D-Bus", async () => {
    const user = newUser();
    const child = Bun.spawn(["sh", "-c", uses(user, "write", "read")], {
      env: environmentOf(user),
      stdout: "pipe",
    });
    const lines = linesOf(await new Response(child.stdout).text());
    expect(lines).toEqual(["key_file", ["planted-short", true, true]]);
    expect(filesOf(user)).not.toContain("planted");
  });

  test("a locked keyring is an error, and nothing is chosen", async () => {
    const user = newUser();
    expect(linesOf(await inSession(user, `${START_LOCKED}; ${uses(user, "place")}`))).toEqual([
      "keyring-unavailable",
    ]);
    expect(linesOf(await inSession(user, `${UNLOCK}; ${uses(user, "place")}`))).toEqual(["keyring"]);
  });

  test("a service that never answers is one too, and the process still ends", async () => {
    const user = newUser();
    const pidFile = join(user.home, "pid");
    const service = join(user.home, "service");
    writeFileSync(service, `#!/bin/sh\necho $$ > '${pidFile}'\nexec sleep 600\n`);
    chmodSync(service, 0o755);
    const services = join(user.home, "services");
    mkdirSync(services);
    const name = "org.freedesktop.secrets";
    writeFileSync(join(services, `${name}.service`), `[D-BUS Service]\nName=${name}\nExec=${service}\n`);
    const config = join(user.home, "bus.conf");
    writeFileSync(config, busConfiguration(user, services));
    const silent = `${uses(user, "place")}; kill "$(cat '${pidFile}')"`;
    expect(linesOf(await inSession(user, silent, [`--config-file=${config}`]))).toEqual([
      "keyring-unavailable",
    ]);
  });
});

function busConfiguration({ home }: User, services: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=${home}</listen>
  <servicedir>${services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
}
