import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { fileProblems } from "./paths.ts";

/** A project with links of every kind; beside it lies what belongs to someone else. */
function projectWithLinks(): string {
  const folder = tempFolder();
  const root = join(folder, "project");
  mkdirSync(join(root, "src"), { recursive: true });
  mkdirSync(join(folder, "other"));
  writeFileSync(join(root, "src", "main.ts"), "");
  writeFileSync(join(folder, "other", "secret"), "");
  symlinkSync("src/main.ts", join(root, "inner"));
  symlinkSync("../other/secret", join(root, "outer"));
  symlinkSync("../other", join(root, "folder"));
  symlinkSync("nothing", join(root, "dangling"));
  symlinkSync("circle", join(root, "circle"));
  return root;
}

describe("fileProblems()", () => {
  test.each(["src/main.ts", "inner", "./src/../src/main.ts"])("finds none with %s", (file) => {
    expect(fileProblems({ root: projectWithLinks(), file, path: "entry" }, "file")).toEqual([]);
  });

  test.each([
    ["outer", '"outer" is a link that leads out of the project'],
    ["folder/secret", '"folder/secret" is a link that leads out of the project'],
    ["dangling", '"dangling" does not exist'],
    ["circle", '"circle" does not exist'],
    ["src/main.ts/below", '"src/main.ts/below" does not exist'],
    ["src", '"src" is a folder, wanted a file'],
    ["../other/secret", '"../other/secret" leads out of the project'],
    ["/etc/hosts", '"/etc/hosts" leads out of the project'],
    ["src/main.ts\0", "NUL"],
  ])("refuses %j", (file, expected) => {
    const problems = fileProblems({ root: projectWithLinks(), file, path: "entry" }, "file");
    expect(problems).toEqual([{ path: "entry", text: expect.stringContaining(expected) }]);
  });
});
