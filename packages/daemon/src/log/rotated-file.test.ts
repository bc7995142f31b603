import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
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

test("rotatedFile() tries again only when as much has been written once more", () => {
  const folder = tempFolder();
  const path = join(folder, "daemon.log");
  mkdirSync(`${path}.new`);
  const file = rotatedFile(path, LIMITS);
  for (const line of ["one 1\n", "two 2\n"]) file.write(line);
  rmSync(`${path}.new`, { recursive: true });
  file.write("3\n");
  expect(existsSync(`${path}.1`)).toBe(false);
  file.write("four 4\n");
  expect(readFileSync(`${path}.1`, "utf8")).toBe("one 1\ntwo 2\n3\n");
  file.close();
});

test("rotatedFile() adds to what is there, also after it began anew", () => {
  const path = join(tempFolder(), "daemon.log");
  const [file, other] = [rotatedFile(path, LIMITS), rotatedFile(path, LIMITS)];
  for (const line of ["one 1\n", "two 2\n"]) file.write(line);
  other.write("3\n");
  file.write("4\n");
  expect(readFileSync(path, "utf8")).toBe("two 2\n3\n4\n");
  truncateSync(path);
  file.write("5\n");
  expect(readFileSync(path, "utf8")).toBe("5\n");
  file.close();
  other.close();
});

test.skipIf(process.platform === "win32")("rotatedFile() makes anew what somebody has removed", () => {
  const folder = join(tempFolder(), "data");
  const path = join(folder, "daemon.log");
  mkdirSync(folder);
  const file = rotatedFile(path, LIMITS);
  file.write("one\n");
  rmSync(path);
  file.write("two\n");
  expect(readFileSync(path, "utf8")).toBe("two\n");
  rmSync(folder, { recursive: true });
  file.write("lost\n");
  mkdirSync(folder);
  file.write("three\n");
  expect(readFileSync(path, "utf8")).toBe("three\n");
  file.close();
});

test.skipIf(process.platform === "win32")("rotatedFile() is readable for its owner only", () => {
  const path = join(tempFolder(), "daemon.log");
  rotatedFile(path, LIMITS).close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
