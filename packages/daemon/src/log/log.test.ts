import { expect, test } from "vitest";

import { caught } from "@slipway/testkit";

import { createLog } from "./log.ts";
import { LOG_LEVELS, type LogLevel, logLevelOf } from "./log-levels.ts";

function linesOf(level: LogLevel, tell: (log: ReturnType<typeof createLog>) => void): readonly string[] {
  const lines: string[] = [];
  tell(createLog({ level, clock: () => Date.UTC(2026, 10, 20, 8), write: (line) => lines.push(line) }));
  return lines;
}

test("createLog() writes time, level, message and facts in one line", () => {
  expect(
    linesOf("info", (log) => log("warn", "A thing happened", { run: "0a-1", ms: 7, path: "/a b", is: true })),
  ).toEqual(['2026-11-20T08:00:00.000Z warn A thing happened run=0a-1 ms=7 path="/a b" is=true\n']);
});

test.each(LOG_LEVELS)("createLog() at level %s tells what is as important or more", (level) => {
  const told = linesOf(level, (log) => {
    for (const each of LOG_LEVELS) log(each, each);
  });
  expect(told).toHaveLength(LOG_LEVELS.indexOf(level) + 1);
});

test("createLog() keeps texts from outside in their line", () => {
  const [line] = linesOf("info", (log) => log("info", "a\nb", { c: 'd\r\n\u001b[31m e"', empty: "" }));
  expect(line?.split("\n")).toHaveLength(2);
  expect(line).not.toContain("\u001b");
  expect(line).toContain('empty=""');
});

test("logLevelOf() reads the variable, whatever its case, and has a default", async () => {
  expect(logLevelOf({})).toBe("info");
  expect(logLevelOf({ CHATTY_LOG_LEVEL: "" })).toBe("info");
  expect(logLevelOf({ CHATTY_LOG_LEVEL: "DEBUG" })).toBe("debug");
  expect(await caught(() => logLevelOf({ CHATTY_LOG_LEVEL: "loud" }))).toMatchObject({
    code: "log-level-unknown",
    hint: "Set it to one of: error, warn, info, debug",
  });
});
