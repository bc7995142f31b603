import { mutate, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { PackageManager } from "./package-manager.ts";
import { auditError, parseAudit } from "./parse-audit.ts";

const EXPECTED = {
  package: "left",
  range: "<2.0.0",
  severity: "high",
  title: "Left is not right",
  url: "https://a.example/GHSA-1",
};

const COMMON = { url: EXPECTED.url, title: EXPECTED.title, severity: EXPECTED.severity };
const NPM_CAUSE = { ...COMMON, source: 1, name: "left", dependency: "left", range: "<2.0.0", cwe: [] };
const OLD_ADVISORY = { ...COMMON, id: 1, module_name: "left", vulnerable_versions: "<2.0.0", findings: [] };
const YARN_4 = {
  value: "left",
  children: {
    ID: 1,
    Issue: EXPECTED.title,
    URL: EXPECTED.url,
    Severity: "high",
    "Vulnerable Versions": "<2.0.0",
    "Tree Versions": ["1.0.0"],
    Dependents: ["hello@workspace:."],
  },
};

const ANSWERS: readonly (readonly [PackageManager, string])[] = [
  ["bun", JSON.stringify({ left: [{ ...COMMON, id: 1, vulnerable_versions: "<2.0.0" }] })],
  [
    "npm",
    JSON.stringify({
      auditReportVersion: 2,
      vulnerabilities: {
        left: { name: "left", severity: "high", via: [NPM_CAUSE], effects: ["top"], range: "<2.0.0" },
        top: { name: "top", severity: "high", via: ["left"], effects: [], range: "*" },
      },
      metadata: {},
    }),
  ],
  ["pnpm", JSON.stringify({ actions: [], advisories: { 1: OLD_ADVISORY }, muted: [], metadata: {} })],
  ["yarn", JSON.stringify({ advisories: { 1: OLD_ADVISORY }, metadata: {} })],
  ["yarn", `${JSON.stringify(YARN_4)}\n${JSON.stringify(YARN_4)}\n`],
];

describe("parseAudit()", () => {
  test.each(ANSWERS)("reads an answer of %s: %s", (manager, text) => {
    expect(parseAudit(manager, text)).toEqual([EXPECTED]);
  });

  test.each<readonly [PackageManager, string]>([
    ["bun", "{}"],
    ["npm", '{"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {}}'],
    ["pnpm", '{"advisories": {}, "metadata": {}}'],
    ["yarn", ""],
  ])("reads that %s found nothing: %s", (manager, text) => {
    expect(parseAudit(manager, text)).toEqual([]);
  });

  test.each<readonly [PackageManager, string]>([
    ["bun", ""],
    ["bun", "[]"],
    ["bun", '{"message": "not found"}'],
    ["bun", '{"left": [{"title": "no range"}]}'],
    ["bun", '{"left": [null]}'],
    ["bun", ANSWERS[0]?.[1].slice(0, -2) ?? ""],
    ["npm", "{}"],
    ["npm", '{"error": {"summary": "no"}, "vulnerabilities": {}}'],
    ["npm", '{"vulnerabilities": []}'],
    ["npm", '{"vulnerabilities": {"left": {"via": "left"}}}'],
    ["npm", '{"vulnerabilities": {"left": {"via": [{"title": "no range"}]}}}'],
    ["pnpm", '{"advisories": {"1": {"vulnerable_versions": "*"}}}'],
    ["yarn", '{"type": "auditAdvisory", "data": {}}'],
    ["yarn", "Usage Error"],
  ])("refuses what is no answer of %s: %s", (manager, text) => {
    expect(parseAudit(manager, text)).toBeUndefined();
  });

  test("takes nothing over that could fool a terminal", () => {
    const text = JSON.stringify({
      left: [{ vulnerable_versions: "*", title: "a\u001b[2Jb\nc", severity: 3 }],
    });
    expect(parseAudit("bun", text)).toEqual([
      { package: "left", range: "*", severity: "unknown", title: "a [2Jb c", url: "" },
    ]);
  });

  test.each(ANSWERS)("reads or refuses any damaged answer of %s, and never crashes", (manager, text) => {
    const random = seededRandom(3);
    const whole = Buffer.from(text);
    for (let round = 0; round < 500; round++) {
      const damaged = Buffer.from(mutate(whole, random)).toString("utf8");
      const found = parseAudit(manager, damaged);
      for (const advisory of found ?? []) {
        expect(
          Object.values(advisory).every((part) => typeof part === "string"),
          damaged,
        ).toBe(true);
      }
    }
  });
});

test.each([
  ['{"message": "500", "error": {"summary": ""}}', "500"],
  ['{"error": {"summary": "loading failed", "detail": ""}}', "loading failed"],
  ['{"error": {"code": "ERR", "message": "bad answer"}}', "bad answer"],
  ['{"error": "plain"}', "plain"],
  ["{}", undefined],
  ["<html>", undefined],
])("auditError(%s) is %s", (text, expected) => {
  expect(auditError(text)).toBe(expected);
});
