/** Machines, homes and folders of every kind: what the installer makes of them. */

import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Ran, runProgram, tempFolder, treeState } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { releaseServer } from "./testing/release-server.ts";
import {
  expectError,
  leftIn,
  type Place,
  runInstaller,
  scriptOf,
  toolFolder,
  TOOLS,
  userPlace,
  writeProgram,
} from "./testing/run-installer.ts";
import { sampleExecutable, sampleProduct } from "./testing/sample-product.ts";

const NOTHING = { bin: [], state: [], temporary: [] };
const INSTALLED = { bin: [".tool-install", "tool", "tool-helper"], state: ["receipt"], temporary: [] };

async function freshPlace(): Promise<Place & { readonly requests: readonly string[] }> {
  const product = sampleProduct("1.2.3");
  const server = await releaseServer([product]);
  return { ...userPlace(scriptOf(product), server.downloads), requests: server.requests };
}

/** A PATH with programs that say what they say on another machine; those with an empty text are not there. */
function machine(programs: Readonly<Record<string, string>>): string {
  const folder = toolFolder([...TOOLS, "sha256sum", "curl"].filter((name) => !Object.hasOwn(programs, name)));
  for (const [name, text] of Object.entries(programs))
    if (text !== "") writeProgram(join(folder, name), text);
  return folder;
}

function uname(system: string, cpu: string): string {
  return `case \${1:-} in -s) echo ${system} ;; -m) echo ${cpu} ;; *) echo other ;; esac`;
}

const MUSL_LDD = "echo 'musl libc (x86_64)' >&2; exit 1";
const GLIBC_LDD = "echo 'ldd (GNU libc) 2.39'";
const BITS_64 = 'if [ "$1" = LONG_BIT ]; then echo 64; else exit 1; fi';
const BITS_32 = 'if [ "$1" = LONG_BIT ]; then echo 32; else exit 1; fi';

describe("the machine", () => {
  test.each<[string, string, Record<string, string>]>([
    ["linux-x64", "glibc", { uname: uname("Linux", "x86_64"), ldd: GLIBC_LDD }],
    ["linux-arm64", "arm64", { uname: uname("Linux", "aarch64"), ldd: GLIBC_LDD }],
    ["linux-x64-musl", "musl by ldd", { uname: uname("Linux", "x86_64"), ldd: MUSL_LDD, getconf: BITS_64 }],
    [
      "linux-arm64-musl",
      "musl on arm64",
      { uname: uname("Linux", "arm64"), ldd: MUSL_LDD, getconf: BITS_64 },
    ],
    [
      "linux-x64",
      "glibc by getconf",
      { uname: uname("Linux", "amd64"), ldd: "", getconf: 'if [ "$1" = LONG_BIT ]; then echo 64; fi' },
    ],
    ["linux-x64", "no witness but the loader", { uname: uname("Linux", "x86_64"), ldd: "", getconf: "" }],
    ["darwin-universal", "Intel Mac", { uname: uname("Darwin", "x86_64"), sysctl: "echo 0" }],
    ["darwin-universal", "Apple Mac", { uname: uname("Darwin", "arm64"), sysctl: "exit 1" }],
  ])("%s: %s", async (target, _what, programs) => {
    const place = await freshPlace();
    const ran = await runInstaller(place, { env: { PATH: machine(programs) } });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(ran.stderr).toContain(`for ${target} (`);
    expect(place.requests).toEqual([`/v1.2.3/tool-${target}.tar.gz`]);
    if (target.endsWith("musl")) expect(ran.stderr).toContain("apk add libstdc++ libgcc");
  });

  test("Rosetta is seen through", async () => {
    const product = sampleProduct("1.2.3", { targets: ["darwin-x64", "darwin-arm64"] });
    const server = await releaseServer([product]);
    const place = userPlace(scriptOf(product), server.downloads);
    const path = machine({ uname: uname("Darwin", "x86_64"), sysctl: "echo 1" });
    expect((await runInstaller(place, { env: { PATH: path } })).exitCode).toBe(0);
    expect(server.requests).toEqual(["/v1.2.3/tool-darwin-arm64.tar.gz"]);
  });

  const targets = "There are: linux-x64, linux-arm64, linux-x64-musl, linux-arm64-musl, darwin-universal\n";
  test.each<[string, Record<string, string>, string]>([
    [
      "an unknown CPU",
      { uname: uname("Linux", "riscv64") },
      "this is Linux on riscv64, and there is nothing",
    ],
    ["an unknown system", { uname: uname("SunOS", "i86pc") }, "this is SunOS, and there is nothing"],
    ["FreeBSD", { uname: uname("FreeBSD", "amd64") }, "this is freebsd, x64, and there is nothing"],
    [
      "32 bits on a kernel with 64",
      { uname: uname("Linux", "x86_64"), getconf: BITS_32 },
      "this is a 32-bit system on x86_64",
    ],
    [
      "Android",
      { uname: "case $1 in -s) echo Linux ;; -o) echo Android ;; *) echo aarch64 ;; esac" },
      "this is android, arm64, bionic",
    ],
  ])("%s is refused", async (_what, programs, says) => {
    const place = await freshPlace();
    const ran = await runInstaller(place, { env: { PATH: machine(programs) } });
    expectError(ran, { exitCode: 1, says });
    expect(ran.stderr).toContain(targets);
    expect(treeState(place.home)).toEqual({});
  });

  test("Windows is sent to PowerShell", async () => {
    const place = await freshPlace();
    const path = machine({ uname: uname("MINGW64_NT-10.0", "x86_64") });
    expectError(await runInstaller(place, { env: { PATH: path } }), { exitCode: 1, says: "this is Windows" });
  });

  test("another target is taken at one's word", async () => {
    const place = await freshPlace();
    expect((await runInstaller(place, { args: ["--target", "linux-x64-musl"] })).exitCode).toBe(0);
    expect(place.requests[0]).toBe("/v1.2.3/tool-linux-x64-musl.tar.gz");
    expectError(await runInstaller(place, { args: ["--target=windows-x64"] }), {
      exitCode: 1,
      says: "this is windows-x64, and there is nothing",
    });
  });
});

describe("tools", () => {
  test.each(["sha256sum", "shasum", "openssl", "python3", "busybox"])("%s alone verifies", async (name) => {
    const place = await freshPlace();
    const path = toolFolder([...TOOLS, "curl", "perl", name]);
    const ran = await runInstaller(place, { args: ["--quiet"], env: { PATH: path } });
    expect(ran).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: expect.stringMatching(/^(?:warning: .*\n {2}→ .*\n)?$/u),
    });
    expect(leftIn(place)).toEqual(INSTALLED);
  });

  test("a tool that lies about nothing is not believed", async () => {
    const place = await freshPlace();
    const path = toolFolder([...TOOLS, "curl", "shasum", "perl"]);
    writeProgram(
      join(path, "sha256sum"),
      "echo 0000000000000000000000000000000000000000000000000000000000000000",
    );
    expect((await runInstaller(place, { env: { PATH: path } })).exitCode).toBe(0);
    rmSync(join(path, "shasum"));
    expectError(await runInstaller(place, { env: { PATH: path } }), {
      exitCode: 4,
      says: "no tool for SHA-256",
    });
  });

  test("nothing but busybox installs", async () => {
    const place = await freshPlace();
    const applets = tempFolder();
    expect(runProgram(["busybox", "--install", "-s", applets], { cwd: "/" }).exitCode).toBe(0);
    for (const HOME of [place.home, join(place.home, "a b")]) {
      const ran = await runInstaller(place, { shell: ["busybox", "sh"], env: { PATH: applets, HOME } });
      expect(ran.exitCode, ran.stderr).toBe(0);
      expect(leftIn(place, join(HOME, ".local", "bin"))).toEqual(INSTALLED);
    }
    const ran = await runInstaller(place, {
      shell: ["busybox", "sh"],
      args: ["--uninstall"],
      env: { PATH: applets },
    });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(leftIn(place)).toEqual(NOTHING);
  });

  test.each([["perl"], ["nothing"]])("time is limited by %s where there is no timeout", async (name) => {
    const place = await freshPlace();
    const path = toolFolder([...TOOLS, "curl", "sha256sum", name].filter((tool) => tool !== "timeout"));
    const ran = await runInstaller(place, { env: { PATH: path } });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(leftIn(place)).toEqual(INSTALLED);
  });

  test.each([
    ["no hash tool", ["curl"], "no tool for SHA-256 is there"],
    ["neither curl nor wget", ["sha256sum"], "neither curl nor wget is there"],
  ])("%s: refused before anything is touched", async (_what, tools, says) => {
    const place = await freshPlace();
    const ran = await runInstaller(place, { env: { PATH: toolFolder([...TOOLS, ...tools]) } });
    expectError(ran, { exitCode: 4, says });
    expect(treeState(place.home)).toEqual({});
    expect(place.requests).toEqual([]);
  });

  test("no tar, no gzip", async () => {
    for (const missing of ["tar", "gzip"]) {
      const place = await freshPlace();
      const path = toolFolder([...TOOLS, "curl", "sha256sum"].filter((name) => name !== missing));
      expectError(await runInstaller(place, { env: { PATH: path } }), {
        exitCode: 4,
        says: `${missing} is not there`,
      });
    }
  });
});

describe("homes and folders", () => {
  test("HOME is needed without --dir, and without it nothing but the folder is touched", async () => {
    const place = await freshPlace();
    const folder = join(place.home, "a b's");
    for (const HOME of [undefined, "", "relative"]) {
      expectError(await runInstaller(place, { env: { HOME } }), { exitCode: 4, says: "HOME is not set" });
      const ran = await runInstaller(place, { args: ["--dir", folder], env: { HOME, SHELL: undefined } });
      expect(ran.exitCode, ran.stderr).toBe(0);
      expect(ran.stderr).toContain(`${folder} is not on PATH: add it`);
      expect(Object.keys(treeState(place.home))).toHaveLength(5);
      expect(
        (await runInstaller(place, { args: ["--uninstall", "--dir", folder], env: { HOME } })).exitCode,
      ).toBe(0);
      rmSync(folder, { recursive: true });
    }
  });

  test.each(["/bin/sh", "/bin/bash", "/bin/zsh", "/usr/bin/fish"])(
    "a home with blanks, quotes and a dollar is found in a new %s",
    async (SHELL) => {
      const place = await freshPlace();
      const home = join(place.home, 'o\'ne "two" $HOME \\n');
      mkdirSync(home);
      writeFileSync(join(home, ".profile"), "# mine\n# no end");
      const env = { HOME: home, SHELL };
      const ran = await runInstaller(place, { env });
      expect(ran.exitCode, ran.stderr).toBe(0);
      expect(ran.stderr).toContain("is on PATH in every new shell");
      const before = treeState(home);
      expect((await runInstaller(place, { env })).exitCode).toBe(0);
      expect(treeState(home)).toEqual(before);
      expect(newShell(SHELL, home).stdout).toBe("tool 1.2.3 (0123456789ab, 2026-11-20)\n");
      expect(
        (
          await runInstaller(place, {
            args: ["--uninstall"],
            env: { ...env, PATH: installedPath(place, home) },
          })
        ).exitCode,
      ).toBe(0);
      expect(filesIn(home)).toEqual([".profile"]);
      expect(readFileSync(join(home, ".profile"), "utf8").trimEnd()).toBe("# mine\n# no end");
    },
  );

  test("$XDG_BIN_HOME and the environment choose the folder, and the next run finds it", async () => {
    const place = await freshPlace();
    const folder = join(place.home, "bin");
    expect((await runInstaller(place, { env: { XDG_BIN_HOME: folder } })).exitCode).toBe(0);
    expect(leftIn(place, folder)).toEqual(INSTALLED);
    const PATH = `${folder}:${place.environment["PATH"] ?? ""}`;
    const again = await runInstaller(place, { env: { PATH } });
    expect(again.stderr).toContain(`tool 1.2.3 is in ${folder} already`);
    const other = join(place.home, "other");
    expect((await runInstaller(place, { env: { PATH, TOOL_INSTALL_DIR: other } })).exitCode).toBe(0);
    expect(leftIn(place, other)).toEqual(INSTALLED);
    expect((await runInstaller(place, { env: { PATH, TOOL_INSTALL_UNINSTALL: "1" } })).exitCode).toBe(0);
    expect(leftIn(place, folder)).toEqual(NOTHING);
    expect(leftIn(place, other)).toEqual(INSTALLED);
  });

  test("a folder's line goes from the profile with its own installation", async () => {
    const place = await freshPlace();
    const [one, other] = [join(place.home, "one"), join(place.home, "other")];
    for (const folder of [one, other])
      expect((await runInstaller(place, { args: ["--dir", folder] })).exitCode).toBe(0);
    // The same folder by another name.
    const again = `${place.home}/./one`;
    expect((await runInstaller(place, { args: ["--uninstall", "--dir", again] })).exitCode).toBe(0);
    const profile = readFileSync(join(place.home, ".profile"), "utf8");
    expect([profile.includes(one), profile.includes(other)]).toEqual([false, true]);
    expect(newShell("/bin/bash", place.home).stdout).toContain("tool 1.2.3");
    expect((await runInstaller(place, { args: ["--uninstall", "--dir", other] })).exitCode).toBe(0);
    expect(filesIn(place.home).filter((file) => readFileSync(join(place.home, file)).length > 0)).toEqual([]);
  });

  test.each([
    ["tells of it", "echo; exit 2"],
    ["does not tell of it, as that of busybox on a full disk", "exit 0"],
  ])("a profile that grep cannot read or write stays, when grep %s", async (_what, end) => {
    const place = await freshPlace();
    const profile = join(place.home, ".profile");
    writeFileSync(profile, "# mine\n");
    expect((await runInstaller(place)).exitCode).toBe(0);
    const before = readFileSync(profile, "utf8");
    const path = toolFolder([...TOOLS, "sha256sum", "curl"].filter((name) => name !== "grep"));
    writeProgram(
      join(path, "grep"),
      `case $1 in -Fvx | -v) ${end} ;; esac\nexec ${Bun.which("grep") ?? ""} "$@"`,
    );
    const ran = await runInstaller(place, { args: ["--uninstall"], env: { PATH: path } });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(ran.stderr).toContain(`warning: "${profile}" cannot be written\n  → Take the line`);
    expect(readFileSync(profile, "utf8")).toBe(before);
    expect(filesIn(place.home).filter((file) => file.includes("tool-install"))).toEqual([]);
  });

  test("options to leave the home alone", async () => {
    const place = await freshPlace();
    const args = ["--no-modify-path", "--no-completions"];
    expect((await runInstaller(place, { args })).exitCode).toBe(0);
    expect(filesIn(place.home)).toEqual(
      [".tool-install/receipt", "tool", "tool-helper"].map((name) => `.local/bin/${name}`),
    );
    expectError(await runInstaller(place, { args: ["--directory"] }), { exitCode: 2, says: '"--directory"' });
    expectError(await runInstaller(place, { args: ["--dir"] }), { exitCode: 2, says: "it has no value" });
    expectError(await runInstaller(place, { args: ["--dir=/a:b"] }), {
      exitCode: 2,
      says: "cannot be on PATH",
    });
    expectError(await runInstaller(place, { args: ["--version=../1"] }), {
      exitCode: 2,
      says: "it is no version",
    });
  });
});

describe("what is there already", () => {
  test("another one's file and links are not touched", async () => {
    for (const make of [
      (path: string): void => writeFileSync(path, "mine"),
      (path: string): void => symlinkSync("../Cellar/tool", path),
      (path: string): void => mkdirSync(path),
    ]) {
      const place = await freshPlace();
      mkdirSync(place.bin, { recursive: true });
      make(join(place.bin, "tool-helper"));
      const before = treeState(place.home);
      expectError(await runInstaller(place), { exitCode: 1, says: "tool-helper" });
      expect(treeState(place.home)).toEqual(before);
    }
  });

  test("a damaged executable is put right, a completion of somebody else stays", async () => {
    const place = await freshPlace();
    const file = join(place.home, ".local/share/bash-completion/completions/tool");
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, "mine");
    expect((await runInstaller(place)).exitCode).toBe(0);
    writeFileSync(join(place.bin, "tool"), "#!/bin/sh\nexit 1\n");
    expect((await runInstaller(place)).stderr).toContain("Installed tool 1.2.3");
    expect(readFileSync(join(place.bin, "tool"), "utf8")).toBe(sampleExecutable("tool", "1.2.3"));
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect((await runInstaller(place, { args: ["--uninstall"] })).exitCode).toBe(0);
    expect(readFileSync(file, "utf8")).toBe("mine");
  });

  test("an executable that has updated itself is not taken back, and an app that is gone is removed", async () => {
    const place = await freshPlace();
    expect((await runInstaller(place)).exitCode).toBe(0);
    writeFileSync(join(place.bin, "tool"), sampleExecutable("tool", "1.3.0"));
    expectError(await runInstaller(place), { exitCode: 1, says: "has 1.3.0, which is newer" });
    const alone = sampleProduct("2.0.0", { executables: { tool: sampleExecutable("tool", "2.0.0") } });
    const server = await releaseServer([alone]);
    writeFileSync(place.script, scriptOf(alone));
    expect((await runInstaller(place, { env: { TOOL_INSTALL_DOWNLOADS: server.downloads } })).exitCode).toBe(
      0,
    );
    expect(leftIn(place)).toEqual({ ...INSTALLED, bin: [".tool-install", "tool"] });
  });

  test("nothing to uninstall", async () => {
    const place = await freshPlace();
    expectError(await runInstaller(place, { args: ["--uninstall"] }), {
      exitCode: 1,
      says: "has nothing of this",
    });
    expect(treeState(place.home)).toEqual({});
  });
});

/** What `tool --version` says where a user logs in. */
function newShell(shell: string, home: string): Ran {
  const login = shell === "/bin/zsh" || shell === "/usr/bin/fish" ? ["-i", "-c"] : ["-l", "-c"];
  return runProgram([shell, ...login, "tool --version"], {
    cwd: home,
    env: { HOME: home, XDG_CONFIG_HOME: undefined },
  });
}

function installedPath(place: Place, home: string): string {
  return `${join(home, ".local", "bin")}:${place.environment["PATH"] ?? ""}`;
}

function filesIn(home: string): readonly string[] {
  return Object.entries(treeState(home))
    .filter(([path, what]) => !what.startsWith("folder ") && existsSync(join(home, path)))
    .map(([path]) => path);
}
