import { mutate, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { identify } from "./identify.ts";
import { type ContentsReading, payloadContents } from "./payload-contents.ts";
import { type GraphSample, graphSection } from "./testing/graph-sample.ts";
import { memorySource } from "./testing/memory-source.ts";
import { elfSample, peSample } from "./testing/samples.ts";

const ROOT = "/$bunfs/root/";
const MAIN = { name: `${ROOT}main`, contents: "console.log(1)", bytecode: "0123", sourcemap: "map" };
const ASSET = { name: `${ROOT}assets/ünï.txt`, contents: "asset", loader: 5, format: 0, side: 1 };
/** Before the ending are the options for the runtime, here none, and a NUL behind them. */
const ENDING = { flags: -20, argvBytes: -24, entry: -32, tableBytes: -36, table: -40, length: -48 };

async function readingOf(section: Uint8Array): Promise<ContentsReading> {
  const source = memorySource(elfSample({ section }));
  const { payload } = (await identify(source)).slices[0];
  if (payload === undefined) throw new Error("No payload");
  return payloadContents(source, payload);
}

function read(sample: GraphSample): Promise<ContentsReading> {
  return readingOf(graphSection(sample));
}

describe("payloadContents()", () => {
  test("are the modules with their sizes, the entry, and what is left", async () => {
    const { contents } = await read({ modules: [ASSET, MAIN], entry: 1 });
    expect(contents?.entry).toBe("main");
    expect(contents?.modules).toMatchObject([
      {
        name: "assets/ünï.txt",
        kind: "file",
        format: "none",
        side: "client",
        sizeBytes: 5,
        bytecodeBytes: 0,
      },
      { name: "main", kind: "js", format: "esm", sizeBytes: 14, sourcemapBytes: 3, bytecodeBytes: 4 },
    ]);
    const section = graphSection({ modules: [ASSET, MAIN] });
    expect(contents?.otherBytes).toBe(section.length - 8 - 5 - 14 - 3 - 4);
  });

  test("say where the parts lie in the file", async () => {
    const file = elfSample({ section: graphSection({ modules: [MAIN] }) });
    const source = memorySource(file);
    const { payload } = (await identify(source)).slices[0];
    if (payload === undefined) throw new Error("No payload");
    const module = (await payloadContents(source, payload)).contents?.modules[0];
    const texts = Object.values(module?.regions ?? {}).map(({ offset, sizeBytes }) =>
      Buffer.from(file.subarray(offset, offset + sizeBytes)).toString(),
    );
    expect(texts).toEqual(["console.log(1)", "map", "0123"]);
  });

  test.each([
    [0x17c, { dotenv: true, bunfig: true, tsconfig: false, packageJson: false }],
    [0x17f, { dotenv: false, bunfig: false, tsconfig: false, packageJson: false }],
    [0x170, { dotenv: true, bunfig: true, tsconfig: true, packageJson: true }],
  ])("read the flags %i", async (flags, autoload) => {
    expect((await read({ modules: [MAIN], flags })).contents?.autoload).toEqual(autoload);
  });

  test("split the options for the runtime as Bun does", async () => {
    const { contents } = await read({ modules: [MAIN], argv: "--smol  --title=a b" });
    expect(contents?.execArgv).toEqual(["--smol", "--title=a", "b"]);
    expect((await read({ modules: [MAIN] })).contents?.execArgv).toEqual([]);
  });

  test("take the root that names have on Windows, and a loader without a name", async () => {
    const modules = [{ ...MAIN, name: "B:/~BUN/root/src/main.js", loader: 99 }];
    const source = memorySource(peSample({ section: graphSection({ modules }) }));
    const { payload } = (await identify(source)).slices[0];
    if (payload === undefined) throw new Error("No payload");
    const { contents } = await payloadContents(source, payload);
    expect(contents?.modules[0]).toMatchObject({ name: "src/main.js", kind: "loader 99" });
  });

  test.each<[string, GraphSample, string]>([
    ["a name outside of the root", { modules: [{ name: "/etc/passwd" }] }, "the name or the kind"],
    ["the root itself as a name", { modules: [{ name: ROOT }] }, "the name or the kind"],
    ["a name longer than is read", { modules: [{ name: ROOT + "x".repeat(4096) }] }, "the name or the kind"],
    ["another module format", { modules: [{ ...MAIN, format: 3 }] }, "the name or the kind"],
    ["another side", { modules: [{ ...MAIN, side: 2 }] }, "the name or the kind"],
    ["an entry that is none", { modules: [MAIN], entry: 1 }, "its entry point is none"],
    ["no modules", { modules: [] }, "its ending does not add up"],
    ["flags far beyond those known", { modules: [MAIN], flags: 0x1_00_00 }, "its ending does not add up"],
    ["longer options than are read", { modules: [MAIN], argv: "x".repeat(4097) }, "its ending"],
  ])("are not known with %s", async (_, sample, reason) => {
    const reading = await read(sample);
    expect(reading.contents).toBeUndefined();
    if (reading.contents === undefined) expect(reading.reason).toMatch(`layout not known: ${reason}`);
  });

  test.each([
    ["another length", ENDING.length, 0],
    ["a length beyond 2^32", ENDING.length + 4, 1],
    ["a table of half a module", ENDING.tableBytes, 26],
    ["a table behind the end", ENDING.table + 1, 0xff],
    ["options behind the end", ENDING.argvBytes + 1, 0x0f],
  ])("are not known with %s", async (_, at, byte) => {
    const section = graphSection({ modules: [MAIN] });
    expect((await readingOf(section.with(section.length + at, byte))).contents).toBeUndefined();
  });

  test("are not known where a name is no UTF-8, and where modules are larger than the payload", async () => {
    const section = graphSection({ modules: [MAIN] });
    expect((await readingOf(section.with(8 + 14, 0xff))).contents).toBeUndefined();
    const modules = Array.from({ length: 40 }, () => MAIN);
    const many = graphSection({ modules });
    const view = new DataView(many.buffer);
    const table = view.getUint32(many.length + ENDING.table, true);
    for (let index = 0; index < modules.length; index++) {
      view.setUint32(8 + table + index * 52 + 8, 0, true);
      view.setUint32(8 + table + index * 52 + 12, table, true);
    }
    expect(await readingOf(many)).toMatchObject({ reason: expect.stringContaining("larger than itself") });
  });

  test("cut bytecode that goes on to the end of all of it, as in an order that was given", async () => {
    const modules = [MAIN, { ...MAIN, name: `${ROOT}chunk` }];
    const section = graphSection({ modules });
    const view = new DataView(section.buffer);
    const rowAt = 8 + view.getUint32(section.length + ENDING.table, true);
    const [first, second] = [rowAt + 24, rowAt + 52 + 24].map((at) => view.getUint32(at, true));
    if (first === undefined || second === undefined) throw new Error("No modules");
    view.setUint32(rowAt + 28, second + 4 - first, true);
    const { contents } = await readingOf(section);
    expect(contents?.modules.map(({ bytecodeBytes }) => bytecodeBytes)).toEqual([second - first, 4]);
  });

  test("of mutated payloads are something or not known, never an error", async () => {
    const section = graphSection({ modules: [MAIN, ASSET], argv: "--smol" });
    const body = section.slice(8, -16);
    const random = seededRandom(7);
    const seen = new Set<boolean>();
    for (let round = 0; round < 3000; round++) {
      const bytes = mutate(body, random).subarray(0, body.length);
      const changed = Uint8Array.from(section);
      changed.set(bytes, 8);
      seen.add((await readingOf(changed)).contents === undefined);
    }
    expect(seen).toEqual(new Set([true, false]));
  });
});
