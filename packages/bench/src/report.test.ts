import { join } from "node:path";

import { expectGolden } from "@slipway/testkit";
import { expect, test } from "vitest";

import { reportJson, reportText } from "./report.ts";
import { type Sample, verdictOf } from "./verdict.ts";

function sample(wallMs: number, archives: Readonly<Record<string, number>> = {}): Sample {
  return { wallMs, cpuMs: wallMs * 1.5, peakBytes: 98_300_000, archives: new Map(Object.entries(archives)) };
}

const VERDICTS = [
  verdictOf("build", { ours: [sample(5800), sample(6100)], theirs: [sample(4500), sample(4600)] }),
  verdictOf("read-back", { ours: [sample(1200)], theirs: [sample(6000)] }),
  verdictOf("release", {
    ours: [sample(40_000, { "chatty-linux-x64.tar.gz": 51_480_000, "chatty-windows-x64.zip": 43_000_001 })],
    theirs: [
      sample(60_000, { "chatty-linux-x64.tar.gz": 51_630_000, "chatty-windows-x64.zip": 43_000_000 }),
      sample(90_000, { "chatty-linux-x64.tar.gz": 51_630_000, "chatty-windows-x64.zip": 43_000_000 }),
    ],
  }),
  verdictOf("upload-memory", { ours: [sample(1500)], theirs: [sample(400)] }),
  verdictOf("publish-again-dir", { ours: [sample(1200)], theirs: [] }),
];

test("reportText() is a table, what it compares and what to mind", () => {
  expectGolden(reportText(VERDICTS), join(import.meta.dirname, "golden", "report.txt"));
});

test("reportJson() says the same as data", () => {
  const report: unknown = JSON.parse(reportJson(VERDICTS, { runs: 2, cores: 2, bun: "1.4.4" }));
  expect(report).toMatchObject({
    runs: 2,
    cores: 2,
    bun: "1.4.4",
    benchmarks: [
      { name: "build", holds: true, met: true, ours: { side: "slipway-build", wallMs: { median: 5950 } } },
      { name: "read-back", holds: true, met: true, memory: { holds: true } },
      { name: "release", holds: false, met: false, archives: { holds: false, files: [{}, {}] } },
      { name: "upload-memory", holds: true, met: true, ratio: 1 },
      { name: "publish-again-dir", holds: true, met: true },
    ],
  });
});
