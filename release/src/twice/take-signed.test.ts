import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { recordingEnv, sampleEntry, sampleJob } from "@slipway/build/testing";
import { caught, sha256Of, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { signedIn, takeSigned } from "./take-signed.ts";

const job = sampleJob();
const COMMAND = ["sign", "{file}"];

function written(content: string): string {
  const path = join(tempFolder(), "hello");
  writeFileSync(path, content);
  return path;
}

type Options = { readonly now: string; readonly wasSigned?: boolean; readonly command?: readonly string[] };

/** Takes for `now` what the first release signed of "code". */
async function take({ now, wasSigned = true, command }: Options): Promise<string> {
  const first = { file: job.file, path: written("code, signed"), unsignedSha256: sha256Of(written("code")) };
  const root = tempFolder();
  const env = recordingEnv(join(root, "dist"));
  return takeSigned(wasSigned ? [first] : [])(job, { path: written(now), command, root, env });
}

describe("takeSigned()", () => {
  test("gives a copy of what was signed, where the same would be signed again", async () => {
    const path = await take({ now: "code", command: COMMAND });
    expect(readFileSync(path, "utf8")).toBe("code, signed");
    expect(path).toContain(join("dist", ".work"));
    if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o755);
  });

  test.each<[string, Options]>([
    ["other code", { now: "CODE", command: COMMAND }],
    ["what was not signed before", { now: "code", wasSigned: false, command: COMMAND }],
  ])("refuses %s", async (_, options) => {
    const fault = await caught(async () => take(options));
    expect(fault.code).toBe("not-reproducible");
    expect(fault.hint).toContain("signing.commands.linux");
  });

  test("leaves alone what no command signs", async () => {
    expect(readFileSync(await take({ now: "CODE" }), "utf8")).toBe("CODE");
  });
});

test("signedIn() names what a command signed among the wanted files", () => {
  const [signed, plain] = [sampleEntry({ unsignedSha256: "a" }), sampleEntry({ file: "build/plain" })];
  const other = sampleEntry({ file: "build/other", unsignedSha256: "b" });
  const where = { dist: "/dist", files: [signed.file, plain.file] };
  expect(signedIn({ executables: [signed, plain, other] }, where)).toEqual([
    { file: signed.file, path: join("/dist", signed.file), unsignedSha256: "a" },
  ]);
  expect(signedIn(undefined, where)).toEqual([]);
});
