import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { devNull } from "node:os";
import { dirname, join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { findSidecar, pathVariable } from "./find-sidecar.ts";
import { fileNames, placesBeside } from "./places.ts";

import type { Host } from "../host.ts";

const NAME = "hello-daemon";
const isWindows = process.platform === "win32";

/** A compiled app at `app` in a fresh folder, with files beside it. */
function installed(
  files: readonly string[],
  { app = "bin/hello", host = {} }: { readonly app?: string; readonly host?: Partial<Host> } = {},
): { readonly root: string; readonly host: Host } {
  const root = tempFolder();
  for (const file of [app, ...files]) program(join(root, file));
  const execPath = join(root, app);
  return {
    root,
    host: { execPath, argv0: execPath, isCompiled: true, platform: "linux", arch: "x64", env: {}, ...host },
  };
}

function program(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "#!/bin/sh\n");
  chmodSync(path, 0o755);
}

describe.skipIf(isWindows)("findSidecar() finds", () => {
  test.each<[string, string, Partial<Host>]>([
    ["by its plain name", "bin/hello-daemon", {}],
    ["by the Rust triple", "bin/hello-daemon-x86_64-unknown-linux-gnu", {}],
    ["by the Rust triple of musl", "bin/hello-daemon-x86_64-unknown-linux-musl", {}],
    [
      "by the Rust triple of macOS",
      "bin/hello-daemon-aarch64-apple-darwin",
      { platform: "darwin", arch: "arm64" },
    ],
    [
      "as a universal executable",
      "bin/hello-daemon-universal-apple-darwin",
      { platform: "darwin", arch: "x64" },
    ],
    ["with .exe", "bin/hello-daemon.exe", { platform: "win32" }],
    ["by triple and .exe", "bin/hello-daemon-x86_64-pc-windows-msvc.exe", { platform: "win32" }],
  ])("an executable beside this one %s", (_how, file, hostFacts) => {
    const { root, host } = installed([file], { host: hostFacts });
    expect(findSidecar(NAME, { host })).toEqual({
      kind: "executable",
      path: join(root, file),
      command: [join(root, file)],
    });
  });

  test.each([
    ["MacOS", "Resources"],
    ["Resources", "MacOS"],
    ["MacOS", "MacOS"],
  ])("one in an app bundle, from %s in %s", (app, place) => {
    const file = `Hello.app/Contents/${place}/hello-daemon`;
    const { root, host } = installed([file], { app: `Hello.app/Contents/${app}/hello` });
    expect(findSidecar(NAME, { host }).path).toBe(join(root, file));
  });

  test("one beside the file that a link leads to, and one beside the link", () => {
    const { root, host } = installed(["cellar/hello-daemon"], { app: "cellar/hello" });
    mkdirSync(join(root, "bin"));
    symlinkSync("../cellar/hello", join(root, "bin/hello"));
    const linked = { ...host, execPath: join(root, "bin/hello"), argv0: join(root, "bin/hello") };
    expect(findSidecar(NAME, { host: linked }).path).toBe(join(root, "cellar/hello-daemon"));
    program(join(root, "bin/hello-daemon"));
    expect(findSidecar(NAME, { host: linked }).path).toBe(join(root, "bin/hello-daemon"));
    const named = { ...host, argv0: "hello", env: { PATH: join(root, "bin") } };
    expect(findSidecar(NAME, { host: named }).path).toBe(join(root, "bin/hello-daemon"));
  });

  test("none beside a program that only has the name it was called by", () => {
    const { root, host } = installed(["elsewhere/hello", "elsewhere/hello-daemon", "bin/hello-daemon"]);
    const called = { ...host, argv0: "hello", env: { PATH: join(root, "elsewhere") } };
    expect(findSidecar(NAME, { host: called }).path).toBe(join(root, "bin/hello-daemon"));
  });

  test("the path that is given, then the one of the environment, before all others", () => {
    const { root, host } = installed(["bin/hello-daemon", "a/one", "b/two"]);
    const env = { HELLO_DAEMON_PATH: join(root, "a/one") };
    expect(findSidecar(NAME, { host: { ...host, env } }).path).toBe(join(root, "a/one"));
    const path = join(root, "b/two");
    expect(findSidecar(NAME, { host: { ...host, env }, path }).path).toBe(path);
  });

  test("the source in a checkout, run without the settings of the folder it is started in", () => {
    const { root, host } = installed(["bin/hello-daemon", "src/main.ts"]);
    const source = join(root, "src/main.ts");
    expect(findSidecar(NAME, { host: { ...host, isCompiled: false }, source })).toEqual({
      kind: "source",
      path: source,
      command: [host.execPath, "--no-install", "--no-env-file", `--config=${devNull}`, source],
    });
  });
});

describe.skipIf(isWindows)("findSidecar() says", () => {
  test("every path it tried when there is none", async () => {
    const { root, host } = installed([]);
    const fault = await caught(() => findSidecar(NAME, { host }));
    expect(fault.code).toBe("sidecar-not-found");
    expect(fault.message).toBe(
      `Cannot find "hello-daemon": it is at none of the places, an executable file is wanted`,
    );
    expect(fault.details).toEqual([
      `${root}/bin/hello-daemon (beside this executable): not there`,
      `${root}/bin/hello-daemon-x86_64-unknown-linux-gnu (beside this executable): not there`,
      `${root}/bin/hello-daemon-x86_64-unknown-linux-musl (beside this executable): not there`,
    ]);
    expect(fault.hint).toBe('Put "hello-daemon" beside this executable, or name it in HELLO_DAEMON_PATH');
  });

  test("what is in the way at each path", async () => {
    const { root, host } = installed(["bin/hello-daemon-x86_64-unknown-linux-gnu"]);
    mkdirSync(join(root, "bin/hello-daemon"));
    chmodSync(join(root, "bin/hello-daemon-x86_64-unknown-linux-gnu"), 0o644);
    const fault = await caught(() => findSidecar(NAME, { host }));
    expect(fault.code).toBe("sidecar-not-executable");
    expect(fault.details.map((detail) => detail.split(": ")[1])).toEqual([
      "a folder",
      "not executable",
      "not there",
    ]);
  });

  test.each([
    ["given", (path: string) => ({ path }), "Correct that path"],
    ["in the environment", () => ({}), "Correct HELLO_DAEMON_PATH, or unset it"],
  ])("that a path %s leads nowhere, and takes no other", async (_how, options, hint) => {
    const { root, host } = installed(["bin/hello-daemon"]);
    const path = join(root, "gone");
    const env = { HELLO_DAEMON_PATH: path };
    const fault = await caught(() => findSidecar(NAME, { ...options(path), host: { ...host, env } }));
    expect(fault.code).toBe("sidecar-not-found");
    expect(fault.message).toContain(`"${path}"`);
    expect(fault.message).toContain("is not there");
    expect(fault.hint).toBe(hint);
  });

  test("that a checkout needs to name a source", async () => {
    const { host } = installed(["bin/hello-daemon"]);
    const fault = await caught(() => findSidecar(NAME, { host: { ...host, isCompiled: false } }));
    expect(fault.code).toBe("sidecar-not-found");
    expect(fault.message).toContain("no source is named");
  });

  test.each(["", "../hello", "a/b", "a\\b", ".hidden", "a\0b", "x".repeat(200)])(
    "that %j is no name",
    async (name) => {
      expect((await caught(() => findSidecar(name))).code).toBe("sidecar-bad-name");
    },
  );
});

test("pathVariable() is the name in upper case", () => {
  expect(pathVariable("hello-daemon.2")).toBe("HELLO_DAEMON_2_PATH");
});

test("fileNames() prefers the C library of this process", () => {
  const host = { platform: "linux", arch: "arm64" };
  expect(fileNames("a", { host, isMusl: true })).toEqual([
    "a",
    "a-aarch64-unknown-linux-musl",
    "a-aarch64-unknown-linux-gnu",
  ]);
  expect(fileNames("a", { host: { platform: "plan9", arch: "x64" }, isMusl: false })).toEqual(["a"]);
});

test("placesBeside() names no path twice", () => {
  const options = { host: { platform: "linux", arch: "x64" }, folders: ["/a", "/a"], isMusl: false };
  expect(placesBeside("b", { ...options, joinPath: join })).toHaveLength(3);
});
