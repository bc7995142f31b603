import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import {
  readServerRecords,
  removeServerRecord,
  type ServerRecord,
  writeServerRecord,
} from "./server-record.ts";

const RECORD: ServerRecord = {
  pid: 4711,
  url: "http://127.0.0.1:8080",
  transport: "http",
  started_at: "2026-11-20T08:00:00.000Z",
  instance: "0a1b2c3d-0000-4000-8000-000000000000",
};

test("writeServerRecord() writes what readServerRecords() finds, until it is removed", () => {
  const folder = tempFolder();
  expect(readServerRecords(folder)).toEqual([]);
  const other: ServerRecord = {
    ...RECORD,
    pid: 4712,
    instance: "1b2c3d4e-0000-4000-8000-000000000000",
    transport: "sse",
  };
  const remove = writeServerRecord(folder, RECORD);
  writeServerRecord(folder, other);
  expect(readServerRecords(folder)).toEqual([RECORD, other]);
  remove();
  remove();
  expect(readServerRecords(folder)).toEqual([other]);
  removeServerRecord(folder, other);
  expect(readdirSync(join(folder, "run", "servers"))).toEqual([]);
});

test("writeServerRecord() removes what a killed server with the same process number has left", () => {
  const folder = tempFolder();
  writeServerRecord(folder, { ...RECORD, instance: "killed" });
  writeServerRecord(folder, RECORD);
  expect(readServerRecords(folder)).toEqual([RECORD]);
});

test.skipIf(process.platform === "win32")("writeServerRecord() tells others nothing", () => {
  const folder = tempFolder();
  writeServerRecord(folder, RECORD);
  const path = join(folder, "run", "servers");
  expect(statSync(path).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(path)) expect(statSync(join(path, name)).mode & 0o777).toBe(0o600);
});

test("readServerRecords() leaves out what is no record", () => {
  const folder = tempFolder();
  const records = join(folder, "run", "servers");
  mkdirSync(records, { recursive: true });
  const bad = [
    "",
    "{",
    "null",
    "[]",
    "7",
    '{"pid":"1"}',
    JSON.stringify({ ...RECORD, pid: 1.5 }),
    JSON.stringify(RECORD),
  ];
  for (const [index, text] of bad.entries()) writeFileSync(join(records, `${index}.json`), text);
  writeFileSync(join(records, `${RECORD.instance}.json.new`), JSON.stringify(RECORD));
  expect(readServerRecords(folder)).toEqual([]);
});

test("writeServerRecord() says where it could not write", async () => {
  const folder = join(tempFolder(), "file");
  writeFileSync(folder, "");
  const fault = await caught(() => writeServerRecord(folder, RECORD));
  expect(fault.message).toContain(folder);
  expect(existsSync(join(folder, "run"))).toBe(false);
});
