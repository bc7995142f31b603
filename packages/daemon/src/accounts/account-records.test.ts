import { Fault } from "@slipway/fault";
import { mutate, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { type AccountRecord, changeRecords, parseRecords, readRecords } from "./account-records.ts";

const record: AccountRecord = {
  account: "a@b",
  provider: "p",
  kind: "oauth_code",
  state: "ready",
  expiresAtMs: 1_800_000_000_000,
  renews: true,
};

function codeOf(text: string): string {
  try {
    parseRecords(text, "accounts.json");
    return "read";
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}

describe("accounts.json", () => {
  test("keeps what was changed, by several at once too", async () => {
    const folder = tempFolder();
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        changeRecords((records) => records.set(`${index}`, { ...record, account: `${index}` }), folder),
      ),
    );
    await changeRecords((records) => records.delete("3"), folder);
    expect([...(await readRecords(folder)).keys()].join("")).toBe("012456789");
    expect((await readRecords(folder)).get("1")).toEqual({ ...record, account: "1" });
  });

  test("is none where there is no file", async () => {
    expect((await readRecords(tempFolder())).size).toBe(0);
  });

  test("of a newer version is refused", () => {
    expect(codeOf('{"format":2}')).toBe("accounts-newer");
  });

  test("that was cut is refused, not taken for an empty one", async () => {
    const folder = tempFolder();
    await changeRecords((records) => records.set("a", record), folder);
    const text = (await Bun.file(`${folder}/accounts.json`).text()).trimEnd();
    for (let length = 0; length < text.length; length++)
      expect(codeOf(text.slice(0, length))).toBe("accounts-damaged");
    expect(codeOf(text)).toBe("read");
  });

  test("is read or refused whatever a mutation makes of it", () => {
    const random = seededRandom(6);
    const seed = new TextEncoder().encode(JSON.stringify({ format: 1, accounts: [{ ...record }, record] }));
    for (let round = 0; round < 3000; round++) {
      const code = codeOf(new TextDecoder().decode(mutate(seed, random)));
      expect(["read", "accounts-damaged", "accounts-newer"]).toContain(code);
    }
  });
});
