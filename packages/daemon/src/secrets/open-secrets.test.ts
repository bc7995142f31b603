import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { newFileKey, readKeyFile, writeKeyFile } from "./key-file.ts";
import { openSecrets } from "./open-secrets.ts";
import { rotateKey } from "./rotate-key.ts";
import { testClock } from "./testing/test-clock.ts";
import { testKeyring, type TestKeyring } from "./testing/test-keyring.ts";

const WRITER = join(import.meta.dirname, "testing", "write-secrets.ts");
const SECRET = "planted-secret-é-51f3";
const isWindows = process.platform === "win32";

function allText(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join("\n");
}

describe("openSecrets() with a keyring", () => {
  test("keeps secrets in the keyring and nothing but its name in the folder", async () => {
    const [folder, keyring] = [tempFolder(), testKeyring()];
    const store = await openSecrets({ folder, keyring, passphrase: "not needed" });
    await store.set("a", SECRET);
    expect(store.place).toBe("keyring");
    const again = await openSecrets({ folder, keyring });
    expect(await again.get("a")).toBe(SECRET);
    expect(await again.get("b")).toBeUndefined();
    expect(JSON.parse(readFileSync(join(folder, "secrets.json"), "utf8"))).toMatchObject({
      store: { kind: "keyring" },
    });
    expect(readdirSync(folder).toSorted()).toEqual(["secrets.json", "secrets.lock"]);
  });

  test("cuts long secrets for keyrings with small items, and leaves no parts behind", async () => {
    const [folder, keyring] = [tempFolder(), testKeyring()];
    const store = await openSecrets({ folder, keyring });
    for (const length of [1, 899, 900, 901, 5000, 20_000, 3000, 4]) {
      const secret = "é".repeat(length);
      // oxlint-disable-next-line eslint/no-await-in-loop -- each replaces the one before
      await store.set("a", secret);
      // oxlint-disable-next-line eslint/no-await-in-loop -- each replaces the one before
      expect(await store.get("a")).toBe(secret);
      expect(Math.max(...[...keyring.items.values()].map((item) => item.length))).toBeLessThanOrEqual(1200);
    }
    await store.set("a", "x".repeat(9000));
    expect(await store.delete("a")).toBe(true);
    expect(await store.delete("a")).toBe(false);
    expect([...keyring.items.values()]).toEqual(["in-use"]);
  });

  test("is an error when the keyring is locked, silent, gone or another, and starts no second store", async () => {
    const [folder, keyring, clock] = [tempFolder(), testKeyring(), testClock()];
    const store = await openSecrets({ folder, keyring, clock });
    await store.set("a", SECRET);
    const before = allText(folder);
    keyring.state = "locked";
    const faults = [
      await caught(() => store.get("a")),
      await caught(() => store.set("a", "new")),
      await caught(() => store.delete("a")),
      await caught(() => openSecrets({ folder, keyring })),
      await caught(() => openSecrets({ folder, keyring: testKeyring(), passphrase: "p" })),
      await caught(() => openSecrets({ folder, passphrase: "p" })),
    ];
    keyring.state = "silent";
    const silent = caught(() => openSecrets({ folder, keyring, clock }));
    await clock.waitOf(() => true);
    clock.advance(10_000);
    await silent;
    // Every call would occupy a thread: nothing more is asked.
    faults.push(await caught(() => openSecrets({ folder, keyring, clock })));
    for (const fault of [...faults, await silent]) expect(fault.code).toBe("keyring-unavailable");
    expect((await silent).message).toBe("Cannot read the system's keyring: no answer within 10 seconds");
    expect(allText(folder)).toBe(before);
    await keyring.answer();
    expect(await store.get("a")).toBe(SECRET);
  });

  test("uses a file where there is none, says so, and stays with it", async () => {
    const [folder, keyring, lines]: [string, TestKeyring, string[]] = [tempFolder(), testKeyring(), []];
    keyring.state = "absent";
    const log = (_level: string, message: string, facts = {}): void =>
      void lines.push(`${message} ${JSON.stringify(facts)}`);
    expect((await openSecrets({ folder, keyring, log })).place).toBe("key_file");
    keyring.state = "open";
    expect((await openSecrets({ folder, keyring, log })).place).toBe("key_file");
    expect(lines).toEqual([
      'Secrets are kept in an encrypted file {"key":"key_file","reason":"there is no keyring"}',
    ]);
  });

  test("chooses nothing while the keyring is locked or does not answer", async () => {
    const [folder, keyring, clock] = [tempFolder(), testKeyring(), testClock()];
    // Where there is no bus at all, no refusal is a lock.
    vi.stubEnv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/1/bus");
    onTestFinished(() => void vi.unstubAllEnvs());
    keyring.state = "locked";
    const locked = await caught(() => openSecrets({ folder, keyring, clock }));
    keyring.state = "silent";
    const silent = caught(() => openSecrets({ folder, keyring, clock, passphrase: "p" }));
    await clock.waitOf(() => true);
    clock.advance(10_000);
    for (const fault of [locked, await silent])
      expect(fault).toMatchObject({
        code: "keyring-unavailable",
        hint: expect.stringContaining("CHATTY_KEYRING=off"),
      });
    await keyring.answer();
    expect((await openSecrets({ folder, keyring })).place).toBe("keyring");
  });
});

describe("openSecrets() with a file", () => {
  test.each([
    ["a key file", undefined, "key_file"],
    ["a passphrase", "correct horse", "passphrase"],
    ["an empty passphrase, which is none", "", "key_file"],
  ])("encrypts under %s and reads it all back", async (_what, passphrase, place) => {
    const folder = tempFolder();
    const store = await openSecrets({ folder, passphrase });
    await store.set("a", SECRET);
    await store.set("__proto__", "b");
    expect(await store.delete("nothing")).toBe(false);
    const again = await openSecrets({ folder, passphrase });
    expect([again.place, await again.get("a"), await again.get("__proto__")]).toEqual([place, SECRET, "b"]);
    expect(await again.delete("a")).toBe(true);
    expect(await store.get("a")).toBeUndefined();
  });

  test("writes no plain text, and files for their owner alone", async () => {
    const folder = tempFolder();
    const store = await openSecrets({ folder, passphrase: "correct horse" });
    await store.set("planted-name", SECRET);
    for (const form of [
      SECRET,
      "planted-name",
      "correct horse",
      Buffer.from(SECRET).toString("base64").slice(4, -4),
    ])
      expect(allText(folder)).not.toContain(form);
    if (isWindows) return;
    for (const name of readdirSync(folder))
      expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600);
  });

  test("refuses another passphrase, or none, and leaves the file", async () => {
    const folder = tempFolder();
    await (await openSecrets({ folder, passphrase: "right" })).set("a", SECRET);
    const before = allText(folder);
    expect((await caught(() => openSecrets({ folder, passphrase: "wrong" }))).code).toBe("passphrase-wrong");
    expect((await caught(() => openSecrets({ folder }))).code).toBe("passphrase-missing");
    expect(allText(folder)).toBe(before);
  });

  test("takes a passphrase however its accents are composed", async () => {
    const folder = tempFolder();
    await openSecrets({ folder, passphrase: "caf\u00e9" });
    expect((await openSecrets({ folder, passphrase: "cafe\u0301" })).place).toBe("passphrase");
  });

  test("refuses a key file that is gone, cut or of other secrets, with what to do", async () => {
    const folder = tempFolder();
    await openSecrets({ folder });
    const path = join(folder, "secrets.key");
    const [key] = await readKeyFile(folder);
    writeFileSync(path, "c2hvcnQ\n");
    expect((await caught(() => openSecrets({ folder }))).code).toBe("key-file-damaged");
    await writeKeyFile(folder, [newFileKey()]);
    expect((await caught(() => openSecrets({ folder }))).code).toBe("key-file-missing");
    rmSync(path);
    expect((await caught(() => openSecrets({ folder }))).code).toBe("key-file-missing");
    expect(key).toBeDefined();
  });

  test.skipIf(isWindows).each([0o640, 0o604, 0o660, 0o644])("refuses a key file of mode %o", async (mode) => {
    const folder = tempFolder();
    await openSecrets({ folder });
    chmodSync(join(folder, "secrets.key"), mode);
    const fault = await caught(() => openSecrets({ folder }));
    expect(fault.code).toBe("key-file-exposed");
    expect(fault.message).toContain(`(mode ${mode.toString(8)})`);
    expect(fault.hint).toContain("chmod 600");
  });

  test("takes a key that was made by a process that was killed before it wrote secrets.json", async () => {
    const folder = tempFolder();
    await openSecrets({ folder });
    rmSync(join(folder, "secrets.json"));
    const before = readFileSync(join(folder, "secrets.key"), "utf8");
    await (await openSecrets({ folder })).set("a", SECRET);
    expect(readFileSync(join(folder, "secrets.key"), "utf8")).toBe(before);
  });

  test("is not stopped by what a killed process left half written", async () => {
    const folder = tempFolder();
    const store = await openSecrets({ folder });
    writeFileSync(join(folder, ".secrets.json.new"), "half");
    await store.set("a", SECRET);
    expect(await store.get("a")).toBe(SECRET);
    expect(readdirSync(folder).toSorted()).toEqual(["secrets.json", "secrets.key", "secrets.lock"]);
  });

  test("says so when the file is gone or changed while it is open", async () => {
    const folder = tempFolder();
    const store = await openSecrets({ folder });
    rmSync(join(folder, "secrets.json"));
    expect((await caught(() => store.get("a"))).code).toBe("secrets-damaged");
    expect((await caught(() => store.set("a", "b"))).code).toBe("secrets-damaged");
  });

  test("refuses a secret that is too large", async () => {
    const store = await openSecrets({ folder: tempFolder() });
    const fault = await caught(() => store.set("a", "é".repeat(32_769)));
    expect([fault.code, fault.message]).toEqual([
      "secret-too-large",
      'Cannot keep the secret "a": 65538 bytes, at most 65536',
    ]);
  });

  test("loses nothing that several processes write at once, nor at their first start", async () => {
    const folder = tempFolder();
    const writers = ["a", "b", "c"].map((prefix) =>
      Bun.spawn([process.execPath, WRITER, folder, prefix, "8"], { stdout: "ignore", stderr: "inherit" }),
    );
    expect(await Promise.all(writers.map(({ exited }) => exited))).toEqual([0, 0, 0]);
    const store = await openSecrets({ folder });
    const names = ["a", "b", "c"].flatMap((prefix) =>
      Array.from({ length: 8 }, (_, index) => `${prefix}-${index}`),
    );
    expect(await Promise.all(names.map((name) => store.get(name)))).toEqual(
      names.map((name) => `value-${name}`),
    );
  });

  test("loses nothing that was acknowledged when the writer is killed", async () => {
    const folder = tempFolder();
    const store = await openSecrets({ folder });
    for (let round = 0; round < 5; round++) {
      const args = [process.execPath, WRITER, folder, `r${round}`, "1000"];
      const writer = Bun.spawn(args, { stdout: "pipe", stderr: "inherit" });
      // oxlint-disable-next-line eslint/no-await-in-loop -- one killed writer after the other
      const said = await writer.stdout.getReader().read();
      writer.kill("SIGKILL");
      // oxlint-disable-next-line eslint/no-await-in-loop -- one killed writer after the other
      await writer.exited;
      for (const name of new TextDecoder().decode(said.value).trim().split("\n")) {
        // oxlint-disable-next-line eslint/no-await-in-loop -- every read meets a whole file, or it throws
        expect(await store.get(name)).toBe(`value-${name}`);
      }
    }
    await store.set("after", SECRET);
    expect(await store.get("r0-0")).toBe("value-r0-0");
  });
});

describe("rotateKey()", () => {
  const to = {
    key_file: { kind: "key_file" },
    passphrase: { kind: "passphrase", passphrase: "new" },
  } as const;

  test.each([
    ["a passphrase", "a passphrase", "old", to.passphrase],
    ["a passphrase", "a key file", "old", to.key_file],
    ["a key file", "a passphrase", undefined, to.passphrase],
    ["a key file", "a key file", undefined, to.key_file],
  ] as const)("goes from %s to %s", async (_from, _to, passphrase, wanted) => {
    const folder = tempFolder();
    await (await openSecrets({ folder, passphrase })).set("a", SECRET);
    const oldKeys = await readKeyFile(folder);
    await rotateKey({ folder, passphrase, to: wanted });
    const next = wanted.kind === "passphrase" ? wanted.passphrase : undefined;
    expect(await (await openSecrets({ folder, passphrase: next })).get("a")).toBe(SECRET);
    expect((await readKeyFile(folder)).filter(({ id }) => oldKeys.some((old) => old.id === id))).toEqual([]);
    const old = { folder, passphrase };
    if (wanted.kind === "passphrase")
      expect((await caught(() => openSecrets(old))).code).toMatch(/^passphrase-/u);
  });

  test("needs the passphrase there is now", async () => {
    const folder = tempFolder();
    await openSecrets({ folder, passphrase: "old" });
    const failed = caught(() => rotateKey({ folder, passphrase: "wrong", to: to.key_file }));
    expect((await failed).code).toBe("passphrase-wrong");
    expect((await openSecrets({ folder, passphrase: "old" })).place).toBe("passphrase");
  });

  test("leaves secrets that open when it is killed between its writes", async () => {
    const folder = tempFolder();
    const store = await openSecrets({ folder });
    await store.set("a", SECRET);
    // Killed after the first write: both keys are in the key file, the old one is in use.
    await writeKeyFile(folder, [...(await readKeyFile(folder)), newFileKey()]);
    expect(await (await openSecrets({ folder })).get("a")).toBe(SECRET);
    await rotateKey({ folder, to: to.key_file });
    expect(await readKeyFile(folder)).toHaveLength(1);
    expect(await store.get("a")).toBe(SECRET);
  });

  test("says that a keyring has a key of its own", async () => {
    const folder = tempFolder();
    await openSecrets({ folder, keyring: testKeyring() });
    expect((await caught(() => rotateKey({ folder, to: to.key_file }))).code).toBe("keyring-keeps-key");
  });
});
