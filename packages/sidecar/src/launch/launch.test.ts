import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { isAlive } from "../testing/start-fake.ts";
import { endGroup } from "./end-group.ts";
import { launch, launchDetached, type LaunchOptions } from "./launch.ts";

/** A script that is run as a sidecar. */
function script(text: string, cwd?: string): LaunchOptions {
  const path = join(tempFolder(), "script");
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return {
    name: "script",
    found: { kind: "executable", path, command: [path] },
    args: ["a b", "$HOME"],
    cwd,
    env: { GIVEN: "1", PATH: "/usr/bin:/bin" },
  };
}

describe.skipIf(process.platform === "win32")("launch()", () => {
  test("starts it with its arguments and environment as they are, without a shell", async () => {
    const child = launch(script('printf "%s|%s|%s|%s" "$1" "$2" "$GIVEN" "$VITEST"'));
    expect(await new Response(child.stdout).text()).toBe("a b|$HOME|1|");
  });

  test("gives it a group of its own, which ends as a whole", async () => {
    const child = launch(script("sleep 1000 & echo $!; wait"));
    const { value } = await child.stdout.getReader().read();
    const grandchild = Number(new TextDecoder().decode(value));
    await expect.poll(() => isAlive(grandchild)).toBe(true);
    endGroup(child);
    await child.exited;
    await expect.poll(() => isAlive(grandchild)).toBe(false);
    endGroup(child);
  });

  test("says what the system says", async () => {
    const options = script("");
    writeFileSync(options.found.path, "\u{7f}ELF and no more");
    const fault = await caught(() => launch(options));
    expect(fault.code).toBe("sidecar-not-executable");
    expect(fault.message).toBe(
      'Cannot start "script": it is no program for this system and CPU (ENOEXEC), one that runs here is wanted',
    );
    expect(fault.details).toEqual([`${options.found.path}: what was started`]);
  });
});

test.skipIf(process.platform === "win32")(
  "launchDetached() starts it in the root folder and keeps what it writes to standard error",
  async () => {
    const errorFile = join(tempFolder(), "stderr");
    const child = launchDetached({ ...script("pwd >&2"), errorFile });
    expect(await child.exited).toBe(0);
    expect(readFileSync(errorFile, "utf8")).toBe("/\n");
  },
);
