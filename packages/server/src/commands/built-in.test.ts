import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { BUILT_IN } from "./built-in.ts";

import type { Command, CommandContext } from "./command.ts";

const UUID = "6f1c9d0e-3b1a-4f57-9a63-0d8d1f6e2b4c";

const context: CommandContext = {
  now: () => new Date("2026-11-20T08:05:09.123Z"),
  randomUuid: () => UUID,
  platform: { os: "linux", cpu: "x64", isCompiled: true, bunVersion: "1.4.4" },
};

function command(name: string): Command {
  const found = BUILT_IN.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no command ${name}`);
  return found;
}

type Given = { readonly input: unknown; readonly context: CommandContext };

async function runIt({ does }: Command, given: Given): Promise<unknown> {
  if (does.kind !== "function") throw new Error("no function");
  return await does.run(given.input, given.context);
}

function run(name: string, input: unknown): Promise<unknown> {
  return runIt(command(name), { input, context });
}

describe("BUILT_IN", () => {
  test("has each command once, sorted by name", () => {
    const names = BUILT_IN.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].toSorted());
  });

  test("has names every MCP client takes and descriptions without a full stop", () => {
    for (const { name, description } of BUILT_IN) {
      expect(name).toMatch(/^[a-z][a-z0-9-]{0,31}$/u);
      expect(description).toMatch(/^[A-Z].{5,80}[^.]$/u);
    }
  });

  test.each(BUILT_IN.map(({ name }) => name))("%s refuses input it does not have", async (name) => {
    const fault = await caught(() => run(name, { text: "a", bogus: 1 }));
    expect(fault.code).toBe("invalid-input");
    expect(fault.details.join()).toContain("bogus");
  });
});

test("about() tells version, platform and whether it is compiled", async () => {
  expect(await run("about", {})).toEqual({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/u),
    os: "linux",
    cpu: "x64",
    compiled: true,
    bun: "1.4.4",
  });
});

describe("time()", () => {
  test.each([
    [undefined, "UTC", "2026-11-20T08:05:09+00:00", "Friday"],
    ["Europe/Berlin", "Europe/Berlin", "2026-11-20T09:05:09+01:00", "Friday"],
    ["europe/berlin", "Europe/Berlin", "2026-11-20T09:05:09+01:00", "Friday"],
    ["Asia/Kathmandu", "Asia/Kathmandu", "2026-11-20T13:50:09+05:45", "Friday"],
    ["Pacific/Kiritimati", "Pacific/Kiritimati", "2026-11-20T22:05:09+14:00", "Friday"],
    ["Pacific/Pago_Pago", "Pacific/Pago_Pago", "2026-11-19T21:05:09-11:00", "Thursday"],
  ])("in %s", async (zone, name, time, weekday) => {
    const input = zone === undefined ? {} : { zone };
    expect(await run("time", input)).toEqual({ zone: name, time, weekday, utc: "2026-11-20T08:05:09Z" });
  });

  test("writes midnight as 00", async () => {
    const midnight = { ...context, now: () => new Date("2026-01-01T00:00:00Z") };
    expect(await runIt(command("time"), { input: {}, context: midnight })).toMatchObject({
      time: "2026-01-01T00:00:00+00:00",
    });
  });

  test.each([
    ["Europe/Berln", 'Did you mean "Europe/Berlin"?'],
    ["", "Use an IANA name, e.g. Europe/Berlin"],
    ["Middle-earth/Bree", "Use an IANA name, e.g. Europe/Berlin"],
  ])("refuses the zone %j with a next move", async (zone, hint) => {
    const fault = await caught(() => run("time", { zone }));
    expect(fault.code).toBe("unknown-time-zone");
    expect(fault.message).toBe(`Cannot tell the time in "${zone}": there is no time zone of that name`);
    expect(fault.hint).toBe(hint);
  });
});

describe("uuid()", () => {
  test("makes as many as asked for, one when nothing is said", async () => {
    expect(await run("uuid", {})).toEqual({ uuids: [UUID] });
    expect(await run("uuid", { count: 3 })).toEqual({ uuids: [UUID, UUID, UUID] });
  });

  test.each([0, 101, 1.5, "2"])("refuses the count %j", async (count) => {
    const fault = await caught(() => run("uuid", { count }));
    expect(fault.details).toEqual([expect.stringMatching(/^count: /u)]);
  });
});

describe("hash()", () => {
  test.each([
    ["abc", "sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    ["", "md5", "d41d8cd98f00b204e9800998ecf8427e"],
    ["abc", "sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"],
    ["é", "sha256", "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"],
  ])("of %j with %s", async (text, algorithm, digest) => {
    expect(await run("hash", { text, algorithm })).toEqual({ algorithm, digest });
  });

  test("refuses an algorithm it does not know", async () => {
    const fault = await caught(() => run("hash", { text: "a", algorithm: "crc32" }));
    expect(fault.details).toEqual([expect.stringMatching(/^algorithm: /u)]);
  });
});
