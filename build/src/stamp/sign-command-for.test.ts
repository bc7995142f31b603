import { expect, test } from "vitest";

import { signCommandFor } from "./sign-command-for.ts";

const command = ["codesign", "{file}"];

test("signCommandFor() is the command of the target's system", () => {
  const config = { signCommands: { darwin: command } };
  expect(signCommandFor("darwin-universal", config)).toBe(command);
  expect(signCommandFor("windows-x64", config)).toBeUndefined();
  expect(signCommandFor("freebsd-x64", config)).toBeUndefined();
});
