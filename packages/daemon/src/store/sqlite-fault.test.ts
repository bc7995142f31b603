import { Database } from "bun:sqlite";
import { join } from "node:path";

import { Fault } from "@slipway/fault";
import { tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { DamageFound, sqliteFaultOf, sqliteTroubleOf } from "./sqlite-fault.ts";

const AT = { path: "/data/chatty.db", lockWaitMs: 5 };

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

test("sqliteFaultOf() tells that the file cannot be opened", () => {
  const error = thrownBy(() => new Database(join(tempFolder(), "none", "a.db")));
  expect(sqliteTroubleOf(error)).toBe("other");
  const fault = sqliteFaultOf(error, AT);
  expect(fault).toBeInstanceOf(Fault);
  expect(fault).toMatchObject({
    code: "store-failed",
    message: 'Cannot use "/data/chatty.db": unable to open database file',
    cause: error,
  });
});

test("sqliteFaultOf() takes damage that a check found for corruption", () => {
  const error = new DamageFound("row 3 missing");
  expect(sqliteTroubleOf(error)).toBe("corrupt");
  expect(sqliteFaultOf(error, AT)).toMatchObject({ code: "store-corrupted" });
});

test("sqliteFaultOf() explains errors of the file system and leaves bugs alone", () => {
  const bug = new TypeError("undefined is not a function");
  expect(sqliteTroubleOf(bug)).toBeUndefined();
  expect(sqliteFaultOf(bug, AT)).toBe(bug);
  const full = Object.assign(new Error("no space"), { code: "ENOSPC", path: "/x", syscall: "open" });
  expect(sqliteFaultOf(full, AT)).toMatchObject({ code: "no-space" });
});
