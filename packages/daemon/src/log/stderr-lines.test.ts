import { expect, test } from "vitest";

import { DAEMON_LIMITS } from "../limits.ts";
import { bugFacts } from "./bug-facts.ts";
import { stderrLines } from "./stderr-lines.ts";

test("stderrLines() writes in order, together what has come meanwhile", async () => {
  const gate = Promise.withResolvers<number>();
  const written: string[] = [];
  const lines = stderrLines({
    write: (text) => {
      written.push(text);
      return gate.promise;
    },
    flush: () => 0,
  });
  for (const line of ["one\n", "two\n", "three\n"]) lines.write(line);
  gate.resolve(0);
  await lines.flushed();
  expect(written).toEqual(["one\n", "two\nthree\n"]);
});

test("stderrLines() drops and counts what nobody takes", async () => {
  const gate = Promise.withResolvers<number>();
  const written: string[] = [];
  const lines = stderrLines({
    write: (text) => {
      written.push(text);
      return gate.promise;
    },
    flush: () => 0,
  });
  lines.write("first\n");
  lines.write(`${"x".repeat(DAEMON_LIMITS.waitingLogCharacters - 1)}\n`);
  lines.write("lost\n");
  lines.write("lost\n");
  gate.resolve(0);
  await lines.flushed();
  expect(written[1]).toMatch(/x\n… 2 lines were dropped\n$/u);
});

test("stderrLines() is silent when its reader is gone", async () => {
  const lines = stderrLines({ write: () => Promise.reject(new Error("EPIPE")), flush: () => 0 });
  lines.write("one\n");
  await lines.flushed();
  lines.write("two\n");
  await lines.flushed();
});

test("bugFacts() says what the engine said, and nothing that may hold a secret", () => {
  expect(bugFacts(new TypeError("x is not a function"))).toMatchObject({
    error: "TypeError",
    says: "x is not a function",
  });
  expect(JSON.stringify(bugFacts(new Error("the key is secret")))).not.toContain("secret");
  expect(JSON.stringify(bugFacts(new SyntaxError("secret")))).not.toContain("secret");
  expect(bugFacts("secret")).toEqual({ error: "string" });
});
