import { expect, test } from "vitest";

import { runEnvironment } from "./environment.ts";

test("runEnvironment() passes listed variables on, below those of the run, and names the run", () => {
  const own = { PATH: "/bin", LANG: "C", API_KEY: "s", HTTPS_PROXY: "http://me:pw@host", LC_ALL: undefined };
  const env = runEnvironment({ LANG: "de", CHATTY_RUN: "other" }, { runId: "1", own, platform: "linux" });
  expect(env).toEqual({ PATH: "/bin", LANG: "de", CHATTY_RUN: "1" });
});

test("runEnvironment() takes names on Windows in any case, once", () => {
  const own = { Path: "C:\\bin", SystemRoot: "C:\\Windows", "ProgramFiles(x86)": "C:\\P", Token: "s" };
  const env = runEnvironment({ PATH: "D:\\bin" }, { runId: "1", own, platform: "win32" });
  expect(env).toEqual({
    SystemRoot: "C:\\Windows",
    "ProgramFiles(x86)": "C:\\P",
    PATH: "D:\\bin",
    CHATTY_RUN: "1",
  });
});
