import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { readExecutable } from "../read-executable.ts";
import { payloadSection } from "../testing/samples.ts";
import { joinUniversal } from "../universal/join-universal.ts";
import { codeDigest } from "./code-digest.ts";
import { signAdHoc } from "./sign-ad-hoc.ts";
import { CPU_TYPE, imageSample, patched } from "./testing/image-sample.ts";

const PLIST = seededRandom(1).bytes(5000);
const PARTS = { infoPlist: PLIST, section: payloadSection("console.log(1)") };
const IMAGE = imageSample(PARTS);
const LINKEDIT_COMMAND_AT = 32 + 2 * (72 + 80);

async function signed(image: Uint8Array, identifier = "tool"): Promise<string> {
  const path = join(tempFolder(), "tool");
  writeFileSync(path, image);
  await signAdHoc(path, { identifier });
  return path;
}

async function digestsOf(path: string): Promise<readonly string[]> {
  const { slices } = await readExecutable(path);
  return Promise.all(slices.map(({ region }) => codeDigest(path, region)));
}

describe("codeDigest()", () => {
  test("is the same under every signature, alone and as a slice", async () => {
    const [short, long] = [await signed(IMAGE), await signed(IMAGE, "a-name.".repeat(30))];
    expect(readFileSync(short).length).not.toBe(readFileSync(long).length);
    const [digest] = await digestsOf(short);
    expect(await digestsOf(long)).toEqual([digest]);
    const intel = await signed(imageSample({ ...PARTS, cpuType: CPU_TYPE.x64 }));
    const universal = join(tempFolder(), "universal");
    await joinUniversal(universal, [{ path: long }, { path: intel }]);
    expect(await digestsOf(universal)).toEqual([...(await digestsOf(intel)), digest]);
  });

  test.each<[string, number]>([
    ["a byte of code", Buffer.from(IMAGE).indexOf(PLIST)],
    ["a load command", 32 + 72 + 80 + 24],
    ["the header", 24],
    ["a byte of __LINKEDIT", IMAGE.length - 1],
    ["where __LINKEDIT lies in memory", LINKEDIT_COMMAND_AT + 24],
  ])("is another one when %s differs", async (_, at) => {
    const changed = Uint8Array.from(IMAGE);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(await digestsOf(await signed(changed))).not.toEqual(await digestsOf(await signed(IMAGE)));
  });

  test("takes no signature whose place is not in the file", async () => {
    const path = await signed(IMAGE);
    const content = readFileSync(path);
    const { slices } = await readExecutable(path);
    const at = content.indexOf(Uint8Array.of(0x1d, 0, 0, 0, 16, 0, 0, 0));
    for (const offset of [0, content.length + 1]) {
      writeFileSync(path, patched(content, { [at + 8]: offset }));
      const fault = await caught(() => codeDigest(path, slices[0].region));
      expect(fault.code).toMatch(/^executable-(?:damaged|truncated)$/u);
    }
  });
});
