import { createPublicKey, verify } from "node:crypto";

import { Fault } from "@slipway/fault";
import { generateKeyPair } from "@slipway/manifest";
import type { TargetId } from "@slipway/targets";
import { caught, mutate, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { sampleContent, samplePackage } from "../testing/sample-content.ts";
import { SAMPLE_SOURCES, sampleKey } from "../testing/sample-release.ts";
import { statementProblems } from "../testing/slsa-schema.ts";
import { checkProvenance } from "./check-provenance.ts";
import { openEnvelope, preAuthEncoding, sealEnvelope } from "./dsse.ts";
import { LIMITS } from "./limits.ts";
import { isAttested, type ProvenanceInput, provenanceText } from "./provenance-text.ts";

const KEY = sampleKey();
const { publicKey } = KEY;
const COMMIT = SAMPLE_SOURCES.commit ?? "";
const PRODUCT = {
  product: "tool",
  version: "1.2.3",
  repository: "https://github.com/a/tool",
  commit: COMMIT,
  dirty: false,
  dateSeconds: 1_795_000_000,
};
const RUNTIME = { version: "1.4.4", sha256: "c".repeat(64) };
const ARTIFACTS = [
  artifact("tool-linux-x64", "linux-x64", "1"),
  artifact("tool-linux-x64.tar.gz", "linux-x64", "2"),
  artifact("tool-linux-x64.tar.gz.minisig", "linux-x64", "3"),
  artifact("tool-linux-x64.cdx.json", "linux-x64", "4"),
  artifact("tool-windows-arm64.exe", "windows-arm64", "5"),
  artifact("latest.json", null, "6"),
  artifact("checksums.txt", null, "7"),
];
const INPUT: ProvenanceInput = {
  product: PRODUCT,
  artifacts: ARTIFACTS,
  contents: [
    sampleContent([samplePackage(), samplePackage({ name: "@a/right", version: "2.0.0" })], {
      target: "linux-x64",
      runtimes: [{ target: "linux-x64", ...RUNTIME }],
    }),
    sampleContent([], { target: "windows-arm64", runtimes: [{ target: "windows-arm64", ...RUNTIME }] }),
  ],
  key: KEY,
};
const TEXT = provenanceText(INPUT);
const LINES = TEXT.trimEnd().split("\n");
const EXPECTED = { publicKey, version: "1.2.3", artifacts: new Map(ARTIFACTS.map(digestEntry)) };

function artifact(
  file: string,
  target: TargetId | null,
  digit: string,
): ProvenanceInput["artifacts"][number] {
  return { file, target, sha256: digit.repeat(64) };
}

function digestEntry({ file, sha256 }: { readonly file: string; readonly sha256: string }): [string, string] {
  return [file, sha256];
}

function statementIn(line: string | undefined): string {
  const opened = openEnvelope(line ?? "", publicKey);
  return "body" in opened ? opened.body.toString("utf8") : opened.problem;
}

/** Provenance of one statement: the last one of `TEXT`, changed. */
function changed(change: (text: string) => string): string {
  return `${[...LINES.slice(0, -1), sealEnvelope(change(statementIn(LINES.at(-1))), KEY)].join("\n")}\n`;
}

async function detailsFor(text: string, expected = EXPECTED): Promise<readonly string[]> {
  const fault = await caught(() => checkProvenance(text, expected));
  expect(fault).toMatchObject({ code: "provenance-invalid", exitCode: 5 });
  return [fault.message.replace("Cannot trust the provenance: ", ""), ...fault.details];
}

describe("preAuthEncoding()", () => {
  test("is what the specification's example has", () => {
    const encoded = preAuthEncoding("http://example.com/HelloWorld", Buffer.from("hello world"));
    expect(Buffer.from(encoded).toString()).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  });

  test("counts bytes, not characters", () => {
    expect(Buffer.from(preAuthEncoding("ü", Buffer.from("ß"))).toString()).toBe("DSSEv1 2 ü 2 ß");
  });
});

describe("provenanceText()", () => {
  test("has a statement for each target and one for what belongs to none, each artifact once", () => {
    const subjects = LINES.map((line) => JSON.parse(statementIn(line)).subject.map(nameOf));
    expect(subjects).toEqual([
      ["tool-linux-x64", "tool-linux-x64.cdx.json", "tool-linux-x64.tar.gz"],
      ["tool-windows-arm64.exe"],
      ["latest.json"],
    ]);
  });

  test("says what the executables were made from", () => {
    expect(JSON.parse(statementIn(LINES[0])).predicate).toEqual({
      buildDefinition: {
        buildType: "https://github.com/slipway-build/slipway/blob/main/docs/provenance.md#build-v1",
        externalParameters: {
          product: "tool",
          version: "1.2.3",
          repository: "https://github.com/a/tool",
          target: "linux-x64",
        },
        internalParameters: {
          date: "2026-11-18T11:06:40Z",
          executables: {
            tool: { sources: expect.any(String), config: expect.any(String) },
            "tool-helper": { sources: expect.any(String), config: expect.any(String) },
          },
        },
        resolvedDependencies: [
          { uri: `git+https://github.com/a/tool@${COMMIT}`, digest: { gitCommit: COMMIT } },
          { uri: "pkg:npm/%40oven/bun-linux-x64@1.4.4#bin/bun", digest: { sha256: RUNTIME.sha256 } },
          { uri: "pkg:npm/%40a/right@2.0.0" },
          { uri: "pkg:npm/left@1.0.0" },
        ],
      },
      runDetails: {
        builder: {
          id: "https://github.com/slipway-build/slipway/blob/main/docs/provenance.md#builder-v1",
          version: { slipway: expect.stringMatching(/^\d+\.\d+\.\d+/u) },
        },
      },
    });
    expect(statementIn(LINES[1])).toContain("#bin/bun.exe");
  });

  test.each<[string, Partial<typeof PRODUCT>, unknown]>([
    ["a changed tree", { dirty: true }, [expect.objectContaining({ annotations: { dirty: true } })]],
  ])("says that it is of %s", (_, changes, expected) => {
    const text = provenanceText({ ...INPUT, product: { ...PRODUCT, ...changes }, contents: [] });
    const { buildDefinition } = JSON.parse(statementIn(text.trimEnd())).predicate;
    expect(buildDefinition.resolvedDependencies).toEqual(expected);
  });

  test("names neither a repository nor a commit where there is none", () => {
    const product = { ...PRODUCT, repository: undefined };
    const text = provenanceText({ ...INPUT, product, contents: [] });
    expect(statementIn(text.trimEnd())).toContain(`{"name":"sources","digest":{"gitCommit":"${COMMIT}"}}`);
    const bare = provenanceText({ ...INPUT, product: { ...product, commit: undefined }, contents: [] });
    expect(JSON.parse(statementIn(bare.trimEnd())).predicate.buildDefinition.resolvedDependencies).toEqual(
      [],
    );
    expect(checkProvenance(bare, EXPECTED).commit).toBeUndefined();
  });

  test("is of the published structure", () => {
    for (const line of LINES) expect(statementProblems(statementIn(line))).toEqual([]);
    const wrong = statementIn(LINES[0]).replace("builder", "maker").replace('"sha256":"1', '"sha256":"g');
    expect(statementProblems(wrong)).toHaveLength(3);
  });

  test("is the same for the same input in another order", () => {
    expect(provenanceText({ ...INPUT, artifacts: ARTIFACTS.toReversed() })).toBe(TEXT);
  });

  test("is signed over type and payload with the key of the release", () => {
    const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), publicKey.point]);
    const keyObject = createPublicKey({ key: spki, format: "der", type: "spki" });
    for (const line of LINES) {
      const { payload, payloadType, signatures } = JSON.parse(line);
      const encoded = preAuthEncoding(payloadType, Buffer.from(payload, "base64"));
      expect(verify(null, encoded, keyObject, Buffer.from(signatures[0].sig, "base64"))).toBe(true);
      expect(signatures[0].keyid).toBe(publicKey.keyId);
    }
  });
});

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

describe("isAttested()", () => {
  test.each([
    ["tool-linux-x64", true],
    ["latest.json", true],
    ["install.sh", true],
    ["checksums.txt", false],
    ["checksums.txt.minisig", false],
    ["tool-linux-x64.tar.gz.minisig", false],
    ["provenance.intoto.jsonl", false],
  ])("%s: %s", (file, attested) => {
    expect(isAttested(file)).toBe(attested);
  });
});

describe("checkProvenance()", () => {
  test("says what was proven", () => {
    expect(checkProvenance(TEXT, EXPECTED)).toEqual({ statements: 3, artifacts: 5, commit: COMMIT });
  });

  test("names every artifact that is missing, too many, there twice or another one", async () => {
    const artifacts = new Map([...EXPECTED.artifacts, ["new.zip", "8".repeat(64)]]);
    artifacts.delete("tool-linux-x64");
    artifacts.set("latest.json", "9".repeat(64));
    expect(await detailsFor(`${TEXT}${LINES[1]}\n`, { ...EXPECTED, artifacts })).toEqual([
      "it does not fit the release",
      'it speaks of "tool-windows-arm64.exe" twice',
      'it speaks of "tool-linux-x64", which is not in the release',
      `SHA-256 of "latest.json": found ${"6".repeat(64)}, wanted ${"9".repeat(64)}`,
      'it does not speak of "new.zip"',
    ]);
  });

  test("refuses another version and different commits", async () => {
    expect(await detailsFor(TEXT, { ...EXPECTED, version: "1.2.4" })).toContain(
      'version: found "1.2.3", wanted 1.2.4',
    );
    const text = changed((statement) => statement.replaceAll(COMMIT, "f".repeat(40)));
    expect(await detailsFor(text)).toContain("its statements name different commits");
  });

  test.each([
    ["nothing", "", "its last line has no end"],
    ["an empty line", "\n", "line 1: it is no envelope in the form Slipway writes"],
    ["an empty object", "{}\n", "line 1: it is no envelope in the form Slipway writes"],
    ["a missing line end", TEXT.trimEnd(), "its last line has no end"],
    ["an empty line at the end", `${TEXT}\n`, "line 4: it is no envelope in the form Slipway writes"],
    ["Windows line ends", TEXT.replaceAll("\n", "\r\n"), "line 1: it is no envelope"],
    ["blanks", TEXT.replace('{"payload"', '{ "payload"'), "line 1: it is no envelope"],
    ["a second signature", TEXT.replace("}]", '},{"sig":""}]'), "line 1: it is no envelope"],
    ["another payload", TEXT.replace("in-toto+json", "other+json"), 'line 1: its payload is "application'],
    ["another key id", TEXT.replace(publicKey.keyId, "0".repeat(16)), 'line 1: it names key "0000'],
    ["too many lines", "\n".repeat(LIMITS.statements + 1), "it has 257 lines, at most 256 expected"],
    ["too many bytes", "x".repeat(LIMITS.provenanceBytes + 1), "it is larger than 16777216 bytes"],
    ["deep nesting", `${"[".repeat(1_000_000)}\n`, "line 1: it is no envelope"],
  ])("refuses %s", async (_, text, says) => {
    expect((await detailsFor(text)).join("\n")).toContain(says);
  });

  test("refuses a statement that another key signed under our key's id", async () => {
    const other = generateKeyPair();
    const key = { ...other, publicKey: { ...other.publicKey, keyId: publicKey.keyId } };
    const text = provenanceText({ ...INPUT, key });
    expect((await detailsFor(text)).join("\n")).toContain("line 3: its signature does not hold under key");
  });

  test.each([
    ["no JSON", () => "no statement", "it is no statement of"],
    ["a list", () => "[]", "it is no statement of"],
    ["an older statement", (text) => text.replace("Statement/v1", "Statement/v0.1"), "it is no statement of"],
    ["another predicate", (text) => text.replace("provenance/v1", "provenance/v2"), "it is no https://slsa"],
    ["no subject", (text) => text.replace(/"subject":\[.*?\]/u, '"subject":[]'), "its subjects are no files"],
    ["a subject without SHA-256", (text) => text.replace("sha256", "md5"), "its subjects are no files"],
    ["another build", (text) => text.replace("#build-v1", "#build-v2"), "its build is no"],
    ["another builder", (text) => text.replace("#builder-v1", "#builder-v2"), "its builder is not"],
    ["an unknown parameter", (text) => text.replace('{"product"', '{"a":1,"product"'), 'its parameter "a"'],
    ["no version", (text) => text.replace('"version":"1.2.3",', ""), "its parameters name no product"],
    ["a dependency that is none", (text) => text.replace('s":[{"uri"', 's":[7,{"uri"'), "its dependencies"],
  ] satisfies readonly [string, (text: string) => string, string][])(
    "refuses, signed by us, %s",
    async (_, change, says) => {
      expect((await detailsFor(changed(change))).join("\n")).toContain(`line 3: ${says}`);
    },
  );

  test("finds every changed bit of an envelope", () => {
    const line = Buffer.from(`${LINES[2]}\n`);
    const expected = { ...EXPECTED, artifacts: new Map([["latest.json", "6".repeat(64)]]) };
    expect(checkProvenance(line.toString(), expected).statements).toBe(1);
    for (let bit = 0; bit < line.length * 8; bit++) {
      const flipped = Buffer.from(line);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => checkProvenance(flipped.toString(), expected), `bit ${bit}`).toThrow(Fault);
    }
  });

  test("mutated text ends in a Fault, and so do mutated statements that are signed, or they still fit", () => {
    const random = seededRandom(40);
    const statement = Buffer.from(statementIn(LINES[2]));
    for (let round = 0; round < 1000; round++) {
      const mutated = Buffer.from(mutate(Buffer.from(TEXT), random)).toString();
      if (mutated !== TEXT) expect(() => checkProvenance(mutated, EXPECTED)).toThrow(Fault);
      const inside = Buffer.from(mutate(statement, random)).toString();
      try {
        expect(
          checkProvenance(
            changed(() => inside),
            EXPECTED,
          ).artifacts,
        ).toBe(5);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }
  });
});
