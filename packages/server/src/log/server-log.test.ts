import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { idleEnv } from "../completions/testing/idle-env.ts";
import { type LogEffects, openServerLog } from "./server-log.ts";
import { sharedLogFile } from "./shared-log-file.ts";

import type { LogLevel } from "@chatty/daemon/log";

const isWindows = process.platform === "win32";

function effects(written: string[]): LogEffects {
  return {
    isQuiet: false,
    stderr: (text) => (written.push(String(text)), Promise.resolve(true)),
    context: { ...idleEnv().context, now: () => new Date("2026-11-20T08:00:00Z") },
  };
}

function unread(): Promise<boolean> {
  return new Promise(() => {});
}

describe("openServerLog()", () => {
  test.each<[LogLevel, number]>([
    ["error", 0],
    ["warn", 1],
    ["debug", 2],
  ])("at level %s writes %d lines to stderr and to server.log", async (logLevel, count) => {
    const dataFolder = join(tempFolder(), "data");
    const written: string[] = [];
    const { log, close } = openServerLog({ dataFolder, logLevel }, effects(written));
    log("warn", "A thing", { path: "/a b" });
    log("debug", "Another");
    await close();
    const lines =
      '2026-11-20T08:00:00.000Z warn A thing path="/a b"\n2026-11-20T08:00:00.000Z debug Another\n';
    const expected = lines
      .split(/(?<=\n)/u)
      .slice(0, count)
      .join("");
    expect(written.join("")).toBe(expected);
    const path = join(dataFolder, "server.log");
    expect(existsSync(path) ? readFileSync(path, "utf8") : "").toBe(expected);
  });

  test("keeps all in the file where stderr is to be quiet", async () => {
    const dataFolder = tempFolder();
    const written: string[] = [];
    const { log, close } = openServerLog(
      { dataFolder, logLevel: "info" },
      { ...effects(written), isQuiet: true },
    );
    log("info", "One");
    log("warn", "Two");
    log("error", "Three");
    await close();
    expect(written).toEqual([expect.stringContaining("error Three")]);
    expect(readFileSync(join(dataFolder, "server.log"), "utf8").split("\n")).toHaveLength(4);
  });

  test("goes on without a file, and says so once", async () => {
    const folder = tempFolder();
    const dataFolder = join(folder, "file");
    writeFileSync(dataFolder, "");
    const written: string[] = [];
    const { log, close } = openServerLog({ dataFolder, logLevel: "info" }, effects(written));
    log("info", "One");
    log("info", "Two");
    await close();
    expect(written.join("").split("\n")).toEqual([
      expect.stringContaining("One"),
      expect.stringMatching(/warn The log is on standard error alone: .*reason="E/u),
      expect.stringContaining("Two"),
      "",
    ]);
  });

  test("ends though nobody reads what it writes", async () => {
    const dataFolder = tempFolder();
    const { log, close } = openServerLog(
      { dataFolder, logLevel: "info" },
      { ...effects([]), stderr: unread },
    );
    log("info", "One");
    await close();
    expect(readFileSync(join(dataFolder, "server.log"), "utf8")).toContain("One");
  });
});

describe("sharedLogFile()", () => {
  const OPTIONS = { maxSizeBytes: 20, oldFiles: 2 };

  test("begins anew when it is full, and keeps the last ones", () => {
    const path = join(tempFolder(), "server.log");
    const file = sharedLogFile(path, OPTIONS);
    for (const line of [
      "first 789 12345\n",
      "second 89 12345\n",
      "third 789 12345\n",
      "4th\n",
      "fifth 789 12345\n",
    ]) {
      file.write(line);
    }
    file.close();
    expect([path, `${path}.1`, `${path}.2`].map((one) => readFileSync(one, "utf8"))).toEqual([
      "fifth 789 12345\n",
      "third 789 12345\n4th\n",
      "second 89 12345\n",
    ]);
    expect(existsSync(`${path}.3`)).toBe(false);
  });

  test("is written by several at once, and loses no line of what is kept", () => {
    const folder = tempFolder();
    const path = join(folder, "server.log");
    const files = [1, 2, 3].map(() => sharedLogFile(path, { maxSizeBytes: 300, oldFiles: 100 }));
    const lines = Array.from({ length: 300 }, (_, at) => `line ${at}\n`);
    for (const [at, line] of lines.entries()) files[at % files.length]?.write(line);
    for (const file of files) file.close();
    const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
    expect(
      kept
        .join("")
        .split(/(?<=\n)/u)
        .toSorted(),
    ).toEqual(lines.toSorted());
    for (const text of kept) expect(text.length).toBeLessThanOrEqual(300);
  });

  test("is written by several processes that find it full at once: no line is lost, no file that was just begun is moved on", async () => {
    const path = join(tempFolder(), "server.log");
    const script = `import { sharedLogFile } from ${JSON.stringify(join(import.meta.dirname, "shared-log-file.ts"))};
      const file = sharedLogFile(${JSON.stringify(path)}, { maxSizeBytes: 2000, oldFiles: 1000 });
      for (let line = 0; line < 4000; line++) file.write(process.argv[1] + " line " + line + "\\n");`;
    const ended = ["a", "b", "c"].map((name) => {
      return Bun.spawn([process.execPath, "-e", script, name], { stdio: ["ignore", "ignore", "inherit"] })
        .exited;
    });
    expect(await Promise.all(ended)).toEqual([0, 0, 0]);
    const kept = readdirSync(dirname(path)).map((name) => readFileSync(join(dirname(path), name), "utf8"));
    expect(kept.join("").match(/^[abc] line \d+$/gmu)?.length).toBe(12_000);
    expect(kept.filter((text) => text.length < 1950).length).toBeLessThanOrEqual(1);
  }, 20_000);

  test.each([
    ["long ago", 0],
    ["by a clock that was ahead", Date.now() / 1000 + 86_400],
  ])("is begun anew though somebody who wanted that was killed, %s", (_when, madeSeconds) => {
    const path = join(tempFolder(), "server.log");
    const file = sharedLogFile(path, OPTIONS);
    writeFileSync(`${path}.lock`, "");
    file.write("first 789 12345\n");
    file.write("second 89 12345\n");
    expect(existsSync(`${path}.1`)).toBe(false);
    utimesSync(`${path}.lock`, madeSeconds, madeSeconds);
    file.write("third 789 12345\n");
    file.write("fourth 89 12345\n");
    file.close();
    expect(readFileSync(path, "utf8")).toBe("fourth 89 12345\n");
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test("goes on in a new file when somebody else has moved it away", () => {
    const path = join(tempFolder(), "server.log");
    const file = sharedLogFile(path, OPTIONS);
    file.write("one\n");
    renameSync(path, `${path}.moved`);
    file.write("two\n");
    file.close();
    expect(readFileSync(path, "utf8")).toBe("two\n");
  });

  test.skipIf(isWindows)("is readable for its owner only, as is a folder that it makes", () => {
    const folder = join(tempFolder(), "a", "b");
    const file = sharedLogFile(join(folder, "server.log"), OPTIONS);
    file.write("one\n");
    file.close();
    expect(statSync(join(folder, "server.log")).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test("says what the system says when a folder is in its way", () => {
    const path = join(tempFolder(), "server.log");
    mkdirSync(path);
    expect(() => sharedLogFile(path, OPTIONS).write("one\n")).toThrow(/EISDIR|EPERM|EACCES/u);
  });
});
