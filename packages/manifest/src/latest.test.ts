import { caught, mutate, seededRandom } from "@slipway/testkit";
import { Fault } from "@slipway/fault";
import { describe, expect, test } from "vitest";

import {
  generateKeyPair,
  parseLatest,
  parsePublicKey,
  renderLatest,
  renderPublicKey,
  signDigest,
  tauriPublicKey,
  tauriSignature,
} from "./index.ts";

const KEY = generateKeyPair({ random: seededRandom(30).bytes });
const MINISIG = signDigest({ digest: Buffer.alloc(64), key: KEY, trustedComment: "version:1.4.0" });
const signature = tauriSignature(MINISIG);
const PLATFORM = { url: "https://example.com/chatty-linux-x64.tar.gz", signature };
const LATEST = {
  version: "1.4.0",
  notes: "Faster\nand “safer”",
  pub_date: "2026-11-20T08:00:00Z",
  platforms: { "windows-x86_64": PLATFORM, "linux-x86_64": PLATFORM, "darwin-aarch64": PLATFORM },
};

function platformText(key: string): string {
  return `    "${key}": {\n      "url": "${PLATFORM.url}",\n      "signature": "${signature}"\n    }`;
}

async function problemsOf(value: unknown): Promise<readonly string[]> {
  const fault = await caught(() => parseLatest(JSON.stringify(value)));
  expect(fault.code).toBe("latest-invalid");
  return fault.details;
}

describe("renderLatest()", () => {
  test("writes one canonical text", () => {
    const text = renderLatest(LATEST);
    const platforms = ["darwin-aarch64", "linux-x86_64", "windows-x86_64"].map(platformText).join(",\n");
    expect(text).toBe(
      `{\n  "version": "1.4.0",\n  "notes": "Faster\\nand “safer”",\n  "pub_date": "2026-11-20T08:00:00Z",\n  "platforms": {\n${platforms}\n  }\n}\n`,
    );
    expect(renderLatest(parseLatest(text))).toBe(text);
  });

  test("gives the same text for another order of keys", () => {
    const { platforms, ...rest } = LATEST;
    const reversed = Object.fromEntries(Object.entries(platforms).toReversed());
    expect(renderLatest({ platforms: reversed, ...rest })).toBe(renderLatest(LATEST));
  });

  test("leaves out what is not there", () => {
    const { version, platforms } = LATEST;
    expect(Object.keys(JSON.parse(renderLatest({ version, platforms })))).toEqual(["version", "platforms"]);
  });

  test.each([
    ["no platforms", { ...LATEST, platforms: {} }],
    ["a version that is none", { ...LATEST, version: "1.4" }],
    ["more than 1 MiB", { ...LATEST, notes: "x".repeat(1_048_576) }],
  ])("refuses %s", async (_, latest) => {
    expect((await caught(() => renderLatest(latest))).code).toBe("latest-invalid");
  });
});

describe("parseLatest()", () => {
  test("reads a superset, and the file's bytes", () => {
    const superset = { ...LATEST, signed: "{}", signatures: [], platforms: { ...LATEST.platforms } };
    expect(parseLatest(JSON.stringify(superset))).toEqual(LATEST);
    expect(parseLatest(Buffer.from(renderLatest(LATEST)))).toEqual(LATEST);
  });

  test.each([
    ["a leading v", { version: "v1.4.0" }],
    ["its other name", { version: undefined, name: "1.4.0" }],
  ])("reads a version with %s, as Tauri does", (_, change) => {
    expect(parseLatest(JSON.stringify({ ...LATEST, ...change })).version).toBe("1.4.0");
  });

  test("takes null for absent and unknown fields of a platform for nothing", () => {
    const platforms = { "linux-x86_64-deb": { ...PLATFORM, with_elevated_task: true } };
    const latest = parseLatest(JSON.stringify({ version: "1.4.0", notes: null, pub_date: null, platforms }));
    expect(latest).toEqual({ version: "1.4.0", platforms: { "linux-x86_64-deb": PLATFORM } });
  });

  test("tells every problem at once", async () => {
    const broken = {
      version: "one",
      notes: 1,
      pub_date: "yesterday",
      platforms: {
        "linux-x64": PLATFORM,
        "linux-x86_64": { url: "http://example.com/a", signature: "!" },
        "darwin-x86_64": { url: 1 },
        "darwin-aarch64": "x",
      },
    };
    expect(await problemsOf(broken)).toEqual([
      'version "one" is no semantic version',
      "notes is no text",
      'pub_date "yesterday" is no RFC 3339 date and time',
      'platforms has the key "linux-x64", which Tauri does not know',
      'url of "linux-x86_64" "http://example.com/a" is not https',
      'signature of "linux-x86_64" is no base64',
      'url of "darwin-x86_64" is missing or no text',
      'signature of "darwin-x86_64" is missing or no text',
      'url of "darwin-aarch64" is missing or no text',
      'signature of "darwin-aarch64" is missing or no text',
    ]);
  });

  test("tells the first of many problems", async () => {
    const platforms = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`p${index}`, PLATFORM]));
    const problems = await problemsOf({ ...LATEST, platforms });
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toMatch(/^and \d+ more$/u);
  });

  test.each([
    ["both names of the version", { name: "1.4.0" }, "version and name are the same field, both are there"],
    ["no platforms", { platforms: undefined }, "platforms is missing or empty"],
    ["a list of platforms", { platforms: [PLATFORM] }, "platforms is missing or empty"],
    ["a version that is a number", { version: 1 }, "version (no text) is no semantic version"],
    ["no version", { version: undefined }, "version (missing) is no semantic version"],
  ])("refuses %s", async (_, change, problem) => {
    expect(await problemsOf({ ...LATEST, ...change })).toEqual([problem]);
  });

  test.each([
    ["ftp://example.com/a", '"ftp://example.com/a" is not https'],
    ["http://127.0.0.1.example.com/a", '"http://127.0.0.1.example.com/a" is not https'],
    ["https://user:secret@example.com/a", "has a user name or a password in it"],
    ["https://example.com/a b", '"https://example.com/a b" is no URL'],
    ["https://example.com/a\n", '"https://example.com/a\\n" is no URL'],
    ["example.com/a", '"example.com/a" is no URL'],
    [`https://example.com/${"a".repeat(2048)}`, "has more than 2048 bytes"],
  ])("refuses the URL %s", async (url, problem) => {
    const platforms = { "linux-x86_64": { url, signature } };
    expect(await problemsOf({ ...LATEST, platforms })).toEqual([`url of "linux-x86_64" ${problem}`]);
  });

  test.each(["http://127.0.0.1:8080/a", "http://localhost/a", "http://[::1]:1/a", "https://例え.jp/a"])(
    "takes the URL %s",
    (url) => {
      const platforms = { "linux-x86_64": { url, signature } };
      expect(parseLatest(JSON.stringify({ ...LATEST, platforms })).platforms).toEqual(platforms);
    },
  );

  test.each([
    ["the text itself", MINISIG, "is no base64"],
    ["base64 of something else", "YWhveQ==", "is refused: Cannot read the signature: not four lines"],
    ["base64 of no text", "/w==", "is refused: Cannot read the signature: not UTF-8 text"],
    ["far too much", "A".repeat(40_000), "is too long"],
  ])("refuses %s as a signature", async (_, wrong, problem) => {
    const platforms = { "linux-x86_64": { ...PLATFORM, signature: wrong } };
    expect(await problemsOf({ ...LATEST, platforms })).toEqual([`signature of "linux-x86_64" ${problem}`]);
  });

  test.each([
    ["nothing", "", "not JSON"],
    ["half a text", renderLatest(LATEST).slice(0, 100), "not JSON"],
    ["deep nesting", "[".repeat(1_000_000), "not JSON"],
    [
      "deep nesting where text should be",
      `{"version":${"[".repeat(200_000)}${"]".repeat(200_000)}}`,
      "2 problems",
    ],
    ["a byte order mark", `\ufeff${renderLatest(LATEST)}`, "not JSON"],
    ["more than 1 MiB", " ".repeat(1_048_577), "larger than 1048576 bytes"],
    ["bytes that are no text", Uint8Array.of(0x22, 0xff, 0x22), "not UTF-8 text"],
    ["a list", "[]", "3 problems"],
    ["null", "null", "3 problems"],
  ])("refuses %s", async (_, text, state) => {
    const fault = await caught(() => parseLatest(text));
    expect(fault.code).toBe("latest-invalid");
    expect(fault.message).toBe(`Cannot use "latest.json": ${state}`);
  });

  test("platforms named like members of objects are refused, not taken for them", async () => {
    const text = renderLatest(LATEST).replace('"linux-x86_64"', '"__proto__"');
    expect((await caught(() => parseLatest(text))).details).toEqual([
      'platforms has the key "__proto__", which Tauri does not know',
    ]);
  });

  test("mutated files end in a manifest or a Fault, and what is read can be written", () => {
    const random = seededRandom(31);
    const text = Buffer.from(renderLatest(LATEST));
    for (let round = 0; round < 3000; round++) {
      try {
        renderLatest(parseLatest(mutate(text, random)));
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }
  });
});

test("tauriPublicKey() is base64 of the two-line file", () => {
  const text = Buffer.from(tauriPublicKey(KEY.publicKey), "base64").toString();
  expect(text).toBe(renderPublicKey(KEY.publicKey));
  expect(parsePublicKey(text).keyId).toBe(KEY.publicKey.keyId);
});
