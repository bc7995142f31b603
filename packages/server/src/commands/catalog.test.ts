import { caught } from "@slipway/testkit";
import { expect, test } from "vitest";

import { BUILT_IN } from "./built-in.ts";
import { catalog, findCommand } from "./catalog.ts";

import type { Command } from "./command.ts";

const zip: Command = {
  name: "a-zip",
  description: "Zip",
  readOnly: false,
  input: {},
  does: { kind: "program", argv: ["zip"] },
  origin: "configuration",
};

test("catalog() has all commands by name", () => {
  const names = catalog(BUILT_IN, [zip]).map(({ name }) => name);
  expect(names).toEqual(["a-zip", "about", "hash", "time", "uuid"]);
});

test("findCommand() finds a command, or tells the name that was meant", async () => {
  expect(findCommand(BUILT_IN, "hash").name).toBe("hash");
  const fault = await caught(() => findCommand(BUILT_IN, "hahs"));
  expect(fault.code).toBe("unknown-command");
  expect(fault.message).toBe('Cannot run "hahs": there is no such command');
  expect(fault.hint).toBe('Did you mean "hash"?');
  expect((await caught(() => findCommand(BUILT_IN, "toString"))).hint).toBe(
    'Run "chatty list" to see them all',
  );
  const long = await caught(() => findCommand(BUILT_IN, "x".repeat(4_000_000)));
  expect(long.message).toBe(`Cannot run "${"x".repeat(79)}…": there is no such command`);
});
