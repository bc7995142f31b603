import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { askGit } from "./git.ts";

test.skipIf(process.platform === "win32")("askGit() does not hand the publisher's token on", async () => {
  const folder = tempFolder();
  const git = join(folder, "git");
  writeFileSync(git, '#!/bin/sh\necho "token: $GITHUB_TOKEN$GH_TOKEN$HOMEBREW_TAP_TOKEN, other: $OTHER"\n');
  chmodSync(git, 0o755);
  const before = process.env["PATH"];
  // Programs are looked for on the PATH of this process.
  process.env["PATH"] = `${folder}:${before}`;
  try {
    const variables = {
      PATH: process.env["PATH"],
      GITHUB_TOKEN: "one",
      GH_TOKEN: "two",
      HOMEBREW_TAP_TOKEN: "four",
      OTHER: "three",
    };
    const answer = await askGit(
      folder,
      { variables, signal: new AbortController().signal },
      { args: ["status"] },
    );
    expect(answer.stdout).toBe("token: , other: three\n");
  } finally {
    process.env["PATH"] = before;
  }
});
