import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { openInBrowser } from "./open-in-browser.ts";

const ADDRESS = "https://id.example.com/authorize?state=a%20b&scope={x}";

describe.skipIf(process.platform !== "linux")("openInBrowser()", () => {
  test.each([
    ["as it is", ADDRESS, ADDRESS],
    ["as browsers read it", " https:\\\\id.example.com\\a b?c= d", "https://id.example.com/a%20b?c=%20d"],
  ])("opens the address %s", async (_how, address, wanted) => {
    const folder = tempFolder();
    const opened = join(folder, "opened");
    const opener = `#!/bin/sh\nprintf %s "$1" > ${opened}.new && mv ${opened}.new ${opened}\n`;
    writeFileSync(join(folder, "xdg-open"), opener, { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env["PATH"]}`, DISPLAY: ":0" };
    expect(openInBrowser(address, { env, platform: "linux" })).toBe(true);
    await expect.poll(() => existsSync(opened)).toBe(true);
    expect(readFileSync(opened, "utf8")).toBe(wanted);
  });

  test("gives the browser none of chatty's settings", async () => {
    const folder = tempFolder();
    const seen = join(folder, "seen");
    const opener = `#!/bin/sh\nenv > ${seen}.new && mv ${seen}.new ${seen}\n`;
    writeFileSync(join(folder, "xdg-open"), opener, { mode: 0o755 });
    const env = {
      PATH: `${folder}:${process.env["PATH"]}`,
      DISPLAY: ":0",
      CHATTY_TOKEN: "secret",
      CHATTY_PASSPHRASE: "secret",
    };
    openInBrowser(ADDRESS, { env, platform: "linux" });
    await expect.poll(() => existsSync(seen)).toBe(true);
    const variables = readFileSync(seen, "utf8");
    expect(variables).toContain("DISPLAY=:0");
    expect(variables).not.toContain("CHATTY");
  });

  test.each([
    [ADDRESS, {}],
    [ADDRESS, { DISPLAY: "" }],
    ["no address", { DISPLAY: ":0" }],
    ["file:///etc/passwd", { DISPLAY: ":0" }],
    ["javascript:alert(1)", { WAYLAND_DISPLAY: "wayland-0" }],
  ])("opens nothing for %j with %j", (url, env) => {
    expect(openInBrowser(url, { env, platform: "linux" })).toBe(false);
  });
});
