import { expect, test } from "vitest";

import { cleanEnvironment } from "./clean-environment.ts";

const HOSTILE = {
  NODE_OPTIONS: "--require=/evil.js",
  BUN_OPTIONS: "--preload /evil.ts",
  BUN_BE_BUN: "1",
  BUN_INSPECT: "ws://localhost",
  LD_PRELOAD: "/evil.so",
  LD_LIBRARY_PATH: "/evil",
  DYLD_INSERT_LIBRARIES: "/evil.dylib",
  API_TOKEN: "secret",
};

test("cleanEnvironment() passes on what any program needs and nothing that changes its code", () => {
  const usual = {
    HOME: "/home/u",
    PATH: "/bin",
    LC_ALL: "C",
    XDG_RUNTIME_DIR: "/run",
    HTTPS_PROXY: "http://p",
  };
  const env = { ...HOSTILE, ...usual, UNSET: undefined };
  expect(cleanEnvironment({ platform: "linux", env }, {})).toEqual(usual);
});

test("cleanEnvironment() adds what is asked for, whatever it is", () => {
  const env = { ...HOSTILE, HELLO_PORT: "1", HELLO_HOST: "h", HELLOX: "no" };
  const options = {
    inheritEnv: ["HELLO_*", "NODE_OPTIONS"],
    env: { HELLO_PORT: "2", LD_PRELOAD: "/mine.so" },
  };
  expect(cleanEnvironment({ platform: "linux", env }, options)).toEqual({
    HELLO_HOST: "h",
    HELLO_PORT: "2",
    NODE_OPTIONS: "--require=/evil.js",
    LD_PRELOAD: "/mine.so",
  });
});

test("cleanEnvironment() tells upper from lower case, but not on Windows", () => {
  const env = { Path: "C:\\", systemroot: "C:\\Windows", node_options: "-r evil" };
  expect(cleanEnvironment({ platform: "linux", env }, {})).toEqual({});
  expect(cleanEnvironment({ platform: "win32", env }, {})).toEqual({
    Path: "C:\\",
    systemroot: "C:\\Windows",
  });
});
