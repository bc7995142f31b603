import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { mutate, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { type ArchiveKind, packArchive, type PackEntry, segmentStore } from "../pack/index.ts";
import { archivePlace } from "./archive-place.ts";
import { readMember } from "./read-member.ts";

/** Longer than a tar header holds, and not ASCII: it comes in a pax record. */
const LONG = `${"größer/".repeat(20)}README.md`;

type Content = Readonly<Record<string, Uint8Array>>;

function content(changes: Content = {}): Content {
  return {
    a: new Uint8Array(),
    "b.bin": seededRandom(1).bytes(200_000),
    [LONG]: Buffer.from("read me\n".repeat(100)),
    z: Buffer.from("z"),
    ...changes,
  };
}

async function archive(
  kind: ArchiveKind,
  files: Content,
  more: { readonly mtimeSeconds?: number; readonly executable?: string } = {},
): Promise<string> {
  const folder = tempFolder();
  const entries: PackEntry[] = Object.entries(files).map(([name, bytes], index) => {
    const file = join(folder, String(index));
    writeFileSync(file, bytes);
    return { name, source: { file }, executable: name === more.executable };
  });
  const output = join(folder, `archive.${kind}`);
  const store = segmentStore({ folder: join(folder, "segments"), concurrency: 1 });
  const { mtimeSeconds = 1_700_000_000 } = more;
  await packArchive({ output, kind, root: "root", mtimeSeconds, entries, store });
  return output;
}

describe.each<ArchiveKind>(["tar.gz", "zip"])("in a %s", (kind) => {
  test.each(Object.keys(content()))("readMember() gives the content of %s", async (name) => {
    const path = await archive(kind, content());
    const pieces = await Array.fromAsync(readMember({ archive: path, name: `root/${name}` }));
    expect(Buffer.concat(pieces).equals(content()[name] ?? Buffer.of())).toBe(true);
  });

  test("readMember() gives nothing of a file that is not there", async () => {
    const path = await archive(kind, content());
    expect(await Array.fromAsync(readMember({ archive: path, name: "root/none" }))).toEqual([]);
  });

  test("archivePlace() names the file and the offset in it", async () => {
    const changed = Buffer.from("read me\n".repeat(100));
    changed[345] = 0;
    const paths = [
      await archive(kind, content()),
      await archive(kind, content({ [LONG]: changed })),
    ] as const;
    const place = await archivePlace(...paths);
    expect(place.text).toBe(`"root/${LONG}" + 345`);
    expect(place.members.map(({ name }) => name)).toEqual([`root/${LONG}`]);
  });

  test("archivePlace() counts further files", async () => {
    const changes = { "b.bin": Buffer.from("b"), z: Buffer.from("zz") };
    const place = await archivePlace(await archive(kind, content()), await archive(kind, content(changes)));
    expect(place.text).toBe('"root/b.bin" + 0, and 1 more in it');
  });

  test.each<[string, Content, object, string]>([
    ["a file more", content({ more: Buffer.from("") }), {}, '"root/more" is in the second only'],
    ["another mode", content(), { executable: "z" }, 'the mode of "root/z": 644, 755'],
    [
      "another date",
      content(),
      { mtimeSeconds: 1_600_000_000 },
      "dates or compression: all files in it are the same",
    ],
  ])("archivePlace() sees %s", async (_what, files, more, expected) => {
    const place = await archivePlace(await archive(kind, content()), await archive(kind, files, more));
    expect(place).toMatchObject({ text: expected, members: [] });
    expect(place.sameShape).toBe(expected.startsWith("dates"));
  });

  test("archivePlace() answers for any damaged archive", async () => {
    const path = await archive(kind, { a: Buffer.from("a"), b: Buffer.from("b".repeat(3000)) });
    const bytes = readFileSync(path);
    const damaged = join(tempFolder(), `damaged.${kind}`);
    for (let seed = 1; seed <= 200; seed++) {
      writeFileSync(damaged, mutate(bytes, seededRandom(seed)));
      const { text } = await archivePlace(path, damaged);
      expect(text, `seed ${seed}`).not.toBe("");
    }
  });

  test("archivePlace() says of what is no archive that it cannot be read", async () => {
    const path = await archive(kind, content());
    const cut = join(tempFolder(), `cut.${kind}`);
    writeFileSync(cut, "cut");
    expect((await archivePlace(path, cut)).text).toMatch(/^not readable as an archive \(/u);
  });
});
