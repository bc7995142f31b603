import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { rotatedFile } from "./rotated-file.ts";

const LIMITS = { maxSizeBytes: 10, oldFiles: 2 };

test("rotatedFile() begins anew when full and keeps as many old ones as it is told", () => {
  const folder = tempFolder();
  const path = join(folder, "daemon.log");
  const file = rotatedFile(path, LIMITS);
  for (const line of ["one 1\n", "two 2\n", "three 3\n", "4\n", "five 5\n"]) file.write(line);
  file.close();
  const texts = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
  expect(texts).toEqual({
    "daemon.log": "five 5\n",
    "daemon.log.1": "three 3\n4\n",
    "daemon.log.2": "two 2\n",
  });
});

test("rotatedFile() goes on where the last one stopped", () => {
  const path = join(tempFolder(), "daemon.log");
  writeFileSync(path, "12345678\n");
  const file = rotatedFile(path, LIMITS);
  file.write("more\n");
  file.close();
  expect(readFileSync(path, "utf8")).toBe("more\n");
  expect(readFileSync(`${path}.1`, "utf8")).toBe("12345678\n");
});

test("rotatedFile() writes a line that alone is too long", () => {
  const path = join(tempFolder(), "daemon.log");
  const file = rotatedFile(path, LIMITS);
  file.write("longer than ten bytes\n");
  file.close();
  expect(readFileSync(path, "utf8")).toBe("longer than ten bytes\n");
  expect(existsSync(`${path}.1`)).toBe(false);
});

test.each(["daemon.log.new", "daemon.log.1", "daemon.log.2"])(
  "rotatedFile() loses nothing while %s is in its way",
  (name) => {
    const folder = tempFolder();
    mkdirSync(join(folder, name, "x"), { recursive: true });
    const path = join(folder, "daemon.log");
    const file = rotatedFile(path, LIMITS);
    const lines = ["one 1\n", "two 2\n", "three 3\n", "4\n", "five 5\n"];
    for (const line of lines) file.write(line);
    file.close();
    const files = readdirSync(folder).filter((found) => statSync(join(folder, found)).isFile());
    const text = files
      .toSorted()
      .toReversed()
      .map((found) => readFileSync(join(folder, found), "utf8"));
    expect(text.join("")).toBe(lines.join(""));
  },
);

test.skipIf(process.platform === "win32")("rotatedFile() is readable for its owner only", () => {
  const path = join(tempFolder(), "daemon.log");
  rotatedFile(path, LIMITS).close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
