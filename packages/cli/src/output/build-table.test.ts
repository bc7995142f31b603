import type { ExecutableEntry } from "@slipway/build";
import { expect, test } from "vitest";

import { buildTable } from "./build-table.ts";

function entry(changes: Partial<ExecutableEntry>): ExecutableEntry {
  return {
    app: "hello",
    target: "linux-x64",
    version: "1.2.3",
    commit: null,
    file: "build/linux-x64/hello",
    sizeBytes: 109_123_760,
    payloadBytes: 1300,
    sha256: "",
    date: "1970-01-01T00:00:00Z",
    runtimes: [{ target: "linux-x64", version: "1.4.4", sha256: "" }],
    packages: [],
    sources: "",
    config: "",
    smoke: { kind: "passed", runs: 1, on: "linux-x64" },
    ...changes,
  };
}

test("buildTable() shows one executable a line, with the time where there is one", () => {
  const entries = [
    entry({}),
    entry({ app: "daemon", smoke: { kind: "passed", runs: 3, on: "linux-x64" } }),
    entry({
      target: "linux-arm64",
      smoke: { kind: "passed", runs: 1, on: "linux-arm64", by: "qemu-aarch64 7.2.19" },
    }),
    entry({ target: "windows-x64", smoke: { kind: "not-run", reason: "this machine is linux-x64" } }),
  ];
  const timings = { msOf: (job: string) => (job === "hello linux-x64" ? 350 : undefined) };
  expect(buildTable(entries, timings)).toBe(
    [
      "target       app         size  payload  smoke                                    time",
      "linux-x64    hello   109.1 MB   1.3 KB  1 run passed                            0.4 s",
      "linux-x64    daemon  109.1 MB   1.3 KB  3 runs passed",
      "linux-arm64  hello   109.1 MB   1.3 KB  1 run passed under qemu-aarch64 7.2.19",
      "windows-x64  hello   109.1 MB   1.3 KB  not run",
      "",
    ].join("\n"),
  );
});
