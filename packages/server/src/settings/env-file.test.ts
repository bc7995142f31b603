import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, mutate, seededRandom, tempFolder } from "@slipway/testkit";
import { Fault } from "@slipway/fault";
import { describe, expect, onTestFinished, test } from "vitest";

import { LIMITS } from "../limits.ts";
import { parseEnvFile, readEnvFile } from "./env-file.ts";

const SAMPLE = [
  "# settings",
  "",
  "CHATTY_HOST=localhost",
  "  export CHATTY_PORT = 8080 # the usual one",
  "CHATTY_TOKEN='a # b'  # a comment",
  String.raw`CHATTY_PASSPHRASE="one\ntwo \"three\" \\ \$"`,
  "CHATTY_CONFIG=",
  "CHATTY_DATA_DIR=/a#b",
  "OTHER=whatever",
].join("\r\n");

describe("parseEnvFile()", () => {
  test("takes what chatty knows, as it is quoted", () => {
    expect(parseEnvFile(SAMPLE, "a.env")).toEqual({
      CHATTY_HOST: "localhost",
      CHATTY_PORT: "8080",
      CHATTY_TOKEN: "a # b",
      CHATTY_PASSPHRASE: 'one\ntwo "three" \\ $',
      CHATTY_CONFIG: "",
      CHATTY_DATA_DIR: "/a#b",
    });
  });

  test.each([
    ["CHATTY_HOST", "a.env:1", "a line that is not NAME=value"],
    ["A=1\n\n1A=2", "a.env:3", "a line that is not NAME=value"],
    ['CHATTY_HOST="a', "a.env:1", "a quote that does not end"],
    ["CHATTY_HOST='a' b", "a.env:1", "something behind it"],
    ["CHATTY_PROT=1", "a.env:1", '"CHATTY_PROT" is no setting'],
  ])("refuses %j and says where", async (text, place, found) => {
    const fault = await caught(() => parseEnvFile(text, "a.env"));
    expect(fault).toMatchObject({ code: "env-file-invalid", exitCode: 3 });
    expect(fault.message).toContain(`"${place}"`);
    expect(fault.message).toContain(found);
  });

  test.each([
    ["blanks", `CHATTY_HOST=a${" ".repeat(1_000_000)}b`],
    ["blanks and no comment", `CHATTY_HOST=${" #".repeat(500_000)}`],
    ["blanks before no name", " ".repeat(1_000_000) + "="],
    ["a name without end", `export ${"A".repeat(1_000_000)}`],
    ["blanks behind a name", `export CHATTY_HOST${" ".repeat(1_000_000)}`],
    ["blanks behind a quote", `CHATTY_HOST='a'${" ".repeat(1_000_000)}b`],
    ["escapes", `CHATTY_HOST="${String.raw`\"`.repeat(500_000)}`],
  ])("is done at once with a megabyte of %s", (_what, text) => {
    const beganMs = performance.now();
    try {
      parseEnvFile(text, "a.env");
    } catch (error) {
      expect(error).toBeInstanceOf(Fault);
    }
    expect(performance.now() - beganMs).toBeLessThan(5000);
  });

  test("leaves the blanks that are in a value", () => {
    const text = " CHATTY_HOST = a  b#c \t# d # e \nCHATTY_TOKEN=# nothing\nCHATTY_CONFIG=a#b";
    expect(parseEnvFile(text, "a.env")).toEqual({
      CHATTY_HOST: "a  b#c",
      CHATTY_TOKEN: "",
      CHATTY_CONFIG: "a#b",
    });
  });

  test("has an answer to whatever is in a file", () => {
    const random = seededRandom(6);
    for (let round = 0; round < 2000; round++) {
      const text = new TextDecoder().decode(mutate(new TextEncoder().encode(SAMPLE), random));
      try {
        parseEnvFile(text, "a.env");
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }
  });
});

describe("readEnvFile()", () => {
  test.each<[string, (path: string) => void, string, RegExp]>([
    ["is not there", () => {}, "env-file-unreadable", /there is no such file/u],
    ["is a folder", (path) => mkdirSync(path), "env-file-unreadable", /it is a folder/u],
    [
      "is too large",
      (path) => writeFileSync(path, "#".repeat(LIMITS.envFileBytes + 1)),
      "env-file-unreadable",
      /bytes, at most/u,
    ],
    ["is no UTF-8", (path) => writeFileSync(path, Buffer.from([0x41, 0xff])), "env-file-invalid", /UTF-8/u],
  ])("refuses a file that %s, with a next move", async (_what, prepare, code, found) => {
    const path = join(tempFolder(), "a.env");
    prepare(path);
    const fault = await caught(() => readEnvFile(path));
    expect(fault).toMatchObject({ code, exitCode: 3 });
    expect(fault.message).toMatch(found);
    expect(fault.hint).toMatch(/^(?:Name|Write) /u);
  });

  describe.skipIf(process.platform === "win32")("of what is no file", () => {
    test("refuses a device that never ends", async () => {
      const path = join(tempFolder(), "a.env");
      symlinkSync("/dev/zero", path);
      expect(await caught(() => readEnvFile(path))).toMatchObject({
        code: "env-file-unreadable",
        message: expect.stringMatching(/it is no file$/u),
      });
    });

    test.each([
      ["at once", "printf 'CHATTY_HOST=a\\nCHATTY_PORT=1\\n'"],
      ["late and in parts", "sleep 0.2; printf 'CHATTY_HOST='; sleep 0.2; printf 'a\\nCHATTY_PORT=1'"],
    ])("takes a pipe that is written %s", (_when, write) => {
      expect(readEnvFile(pipeFrom(write))).toEqual({ CHATTY_HOST: "a", CHATTY_PORT: "1" });
    });

    test.each([
      ["nobody writes to", "", 20_000, /it is a pipe that nobody writes to$/u],
      ["does not end", "printf 'CHATTY_HOST=a'; exec sleep 60", 300, /has not ended in 300 ms$/u],
      [
        "has too much",
        `head -c ${LIMITS.envFileBytes + 1} /dev/zero`,
        20_000,
        /it has more than \d+ bytes$/u,
      ],
    ])("refuses a pipe that %s", async (_what, write, pipeMs, found) => {
      expect(await caught(() => readEnvFile(pipeFrom(write), pipeMs))).toMatchObject({
        code: "env-file-unreadable",
        message: expect.stringMatching(found),
      });
    });
  });
});

/** A pipe that a shell writes to; to one without a command nobody does. */
function pipeFrom(write: string): string {
  const path = join(tempFolder(), "pipe");
  Bun.spawnSync(["mkfifo", path]);
  if (write !== "") {
    const child = Bun.spawn(["sh", "-c", `exec >"$0"; ${write}`, path], { stdin: "ignore" });
    onTestFinished(() => child.kill("SIGKILL"));
  }
  return path;
}
