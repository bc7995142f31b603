import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder, writeFiles } from "@slipway/testkit";
import { RUNTIME_TARGET_IDS } from "@slipway/targets";
import { describe, expect, test } from "vitest";

import { OWN_PINS, type Pins, pinsBelow, pinText, readChecksums, readPin, runtimeFile } from "./pins.ts";

const DIGEST = "a".repeat(64);
const LISTED = "pins/linux-x64/node_modules/@oven/bun-linux-x64/bin/bun";

/** A project with one pin. */
function pinned(): Pins {
  const root = tempFolder();
  writeFiles(root, {
    "pins/linux-x64/package.json": pinText("linux-x64", "1.4.4"),
    sums: `${DIGEST}  ${LISTED}\n`,
  });
  return pinsBelow(root, { folder: "pins", checksums: "sums" });
}

describe("readPin()", () => {
  test("says version, place and digest", () => {
    const pins = pinned();
    expect(readPin(pins, "linux-x64")).toEqual({
      target: "linux-x64",
      version: "1.4.4",
      folder: join(pins.folder, "linux-x64"),
      file: join(pins.base, LISTED),
      sha256: DIGEST,
    });
  });

  test("asks for the pin that is missing", async () => {
    const fault = await caught(() => readPin(pinned(), "linux-arm64"));
    expect(fault).toMatchObject({ code: "runtime-unpinned", exitCode: 3 });
    expect(fault.hint).toBe("Run: slipway pin VERSION --target linux-arm64");
  });

  test("asks for the digest that is missing", async () => {
    const pins = pinned();
    rmSync(pins.checksums);
    const fault = await caught(() => readPin(pins, "linux-x64"));
    expect(fault).toMatchObject({ code: "runtime-unpinned", exitCode: 3 });
    expect(fault.message).toContain(`has no line for "${LISTED}"`);
    expect(fault.hint).toBe("Run: slipway pin 1.4.4 --target linux-x64");
  });

  test.each([
    "^1.4.4",
    "~1.4.4",
    "1.4",
    "latest",
    ">=1.4.4",
    "*",
    "1.4.4-canary",
    " 1.4.4",
    "",
    "file:../bun",
  ])("refuses the version %j", async (version) => {
    const pins = pinned();
    writeFileSync(join(pins.folder, "linux-x64", "package.json"), pinText("linux-x64", version));
    const fault = await caught(() => readPin(pins, "linux-x64"));
    expect(fault).toMatchObject({ code: "pin-invalid", exitCode: 3 });
    expect(fault.message).toContain(JSON.stringify(version));
  });

  test.each(["", "{", "null", "[]", '{"dependencies":null}', '{"dependencies":{"@oven/bun-linux-x64":1}}'])(
    "refuses %j for a package.json",
    async (text) => {
      const pins = pinned();
      writeFileSync(join(pins.folder, "linux-x64", "package.json"), text);
      expect((await caught(() => readPin(pins, "linux-x64"))).code).toBe("pin-invalid");
    },
  );

  test("refuses the pin of another target", async () => {
    const pins = pinned();
    writeFileSync(join(pins.folder, "linux-x64", "package.json"), pinText("darwin-x64", "1.4.4"));
    expect((await caught(() => readPin(pins, "linux-x64"))).code).toBe("pin-invalid");
  });

  test.each(RUNTIME_TARGET_IDS)("reads Slipway's own pin of %s", (target) => {
    const pin = readPin(OWN_PINS, target);
    expect(pin.version).toBe(readPin(OWN_PINS, "linux-x64").version);
    expect(existsSync(join(pin.folder, "bun.lock"))).toBe(true);
  });
});

test("readChecksums() finds nothing where there is no file", () => {
  expect(readChecksums(pinsBelow(tempFolder(), { folder: "a", checksums: "b" })).size).toBe(0);
});

test("runtimeFile() ends with .exe on Windows alone", () => {
  const pins = pinsBelow("/project", { folder: "pins", checksums: "sums" });
  expect(runtimeFile(pins, "windows-arm64")).toBe(
    join("/project/pins/windows-arm64/node_modules/@oven/bun-windows-aarch64/bin/bun.exe"),
  );
});
