import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { sampleApp } from "../testing/samples.ts";
import { wantedWindows } from "./wanted-windows.ts";

type Windows = ReturnType<typeof sampleApp>["windows"];

function wanted(windows: Partial<Windows> = {}, version = "1.2.3"): ReturnType<typeof wantedWindows> {
  const app = sampleApp({ windows: { hideConsole: false, ...windows } });
  return wantedWindows({ app, executable: "hello.exe" }, { product: "Suite", identity: { version } });
}

describe("wantedWindows()", () => {
  test("names app, product and version where nothing is said, and leaves the rest out", () => {
    expect(wanted({}, "1.2.3-snapshot.abc")).toEqual({
      subsystem: "console",
      strings: {
        FileDescription: "hello",
        FileVersion: "1.2.3-snapshot.abc",
        InternalName: "hello",
        OriginalFilename: "hello.exe",
        ProductName: "Suite",
        ProductVersion: "1.2.3-snapshot.abc",
      },
      fileVersion: "1.2.3.0",
      hasIcon: false,
    });
  });

  test("takes everything from the configuration", () => {
    const all = wanted({
      icon: "app.ico",
      title: "Hello Suite",
      company: "Ünïcode 日本 🚀",
      description: "Says hello",
      copyright: "© 2026",
      hideConsole: true,
    });
    expect(all).toMatchObject({ subsystem: "gui", hasIcon: true });
    expect(all.strings).toMatchObject({
      CompanyName: "Ünïcode 日本 🚀",
      FileDescription: "Says hello",
      LegalCopyright: "© 2026",
      ProductName: "Hello Suite",
    });
  });

  test.each([
    [" ", "is empty"],
    ["two\nlines", "has a control character or a line break"],
    ["nul\0inside", "has a control character or a line break"],
    ["half \ud83d", "has half of a character"],
    ["x".repeat(1025), "has 1025 characters, at most 1024 are taken"],
  ])("refuses the text %j", async (company, found) => {
    const fault = await caught(() => wanted({ company }));
    expect(fault.code).toBe("stamp-invalid");
    expect(fault.message).toContain(`as CompanyName of hello: it ${found}`);
  });

  test("refuses a version that Windows cannot hold", async () => {
    expect((await caught(() => wanted({}, "1.2.70000"))).code).toBe("stamp-invalid");
  });
});
