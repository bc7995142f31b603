import { readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { expectDataFolder } from "./expect-data-folder.ts";

describe("expectDataFolder()", () => {
  test("says whether it is there, and leaves nothing", () => {
    const folder = tempFolder();
    expect(expectDataFolder(folder)).toBe(true);
    expect(expectDataFolder(join(folder, "a", "b"))).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("names the file that is in its way", async () => {
    const file = join(tempFolder(), "file");
    writeFileSync(file, "");
    const below = join(file, "below");
    expect(await caught(() => expectDataFolder(file))).toMatchObject({
      code: "data-folder-unfit",
      message: `Cannot use the data folder "${file}": it is no folder`,
    });
    expect(await caught(() => expectDataFolder(below))).toMatchObject({
      message: `Cannot use the data folder "${below}": "${file}" is no folder`,
    });
  });

  test.skipIf(process.platform === "win32")("names the link to nothing that is in its way", async () => {
    const [link, circle] = ["link", "circle"].map((name) => join(tempFolder(), name));
    symlinkSync("nothing", link ?? "");
    symlinkSync("circle", circle ?? "");
    expect(await caught(() => expectDataFolder(link ?? ""))).toMatchObject({
      code: "data-folder-unfit",
      message: `Cannot use the data folder "${link}": it is no folder`,
    });
    const below = join(link ?? "", "below");
    expect(await caught(() => expectDataFolder(below))).toMatchObject({
      message: `Cannot use the data folder "${below}": "${link}" is no folder`,
    });
    expect(await caught(() => expectDataFolder(join(circle ?? "", "below")))).toMatchObject({
      code: "data-folder-unfit",
    });
  });

  test.skipIf(process.platform !== "linux")("finds out that none can be made there", async () => {
    expect(await caught(() => expectDataFolder("/proc/x"))).toMatchObject({
      code: "data-folder-unfit",
      exitCode: 4,
      hint: expect.stringContaining("set CHATTY_DATA_DIR"),
    });
  });
});
