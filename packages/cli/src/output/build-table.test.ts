import type { ExecutableEntry } from "@slipway/build";
import { expect, test } from "vitest";

import { buildTable, notRunText } from "./build-table.ts";

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
    smoke: ran(),
    ...changes,
  };
}

type Passed = Extract<ExecutableEntry["smoke"], { readonly kind: "passed" | "failed" }>;

function ran(changes: Partial<Passed> = {}): Passed {
  return { kind: "passed", runs: 1, declared: "", on: "linux-x64", ...changes };
}

test("buildTable() shows one executable a line, with the time where there is one", () => {
  const entries = [
    entry({}),
    entry({ app: "daemon", smoke: ran({ runs: 3 }) }),
    entry({
      target: "linux-arm64",
      smoke: ran({ by: "qemu-aarch64 7.2.19" }),
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

test("notRunText() tells each reason once, with the targets it is about", () => {
  const notRun = (target: ExecutableEntry["target"], reason: string, app = "hello"): ExecutableEntry =>
    entry({ app, target, smoke: { kind: "not-run", reason } });
  const entries = [
    entry({}),
    notRun("darwin-x64", "macOS only"),
    notRun("darwin-arm64", "macOS only"),
    notRun("darwin-arm64", "macOS only", "daemon"),
    notRun("windows-x64", "no emulator"),
  ];
  expect(notRunText(entries)).toBe(
    "\nnot run, darwin-x64, darwin-arm64: macOS only\nnot run, windows-x64: no emulator\n",
  );
  expect(notRunText([entry({})])).toBe("");
});

test("buildTable() says which slice of a universal executable ran where not all did, and what failed", () => {
  const universal = (smoke: Partial<Passed>): ExecutableEntry =>
    entry({ target: "darwin-universal", smoke: ran({ on: "darwin-arm64", ...smoke }) });
  const entries = [
    universal({ slices: ["darwin-arm64"] }),
    universal({ slices: ["darwin-x64", "darwin-arm64"] }),
    universal({ kind: "failed", slices: ["darwin-arm64"] }),
    entry({ smoke: ran({ kind: "failed" }) }),
    entry({ target: "linux-arm64", smoke: ran({ kind: "failed", by: "qemu-aarch64 7.2.19" }) }),
  ];
  expect(buildTable(entries, { msOf: () => undefined })).toBe(
    [
      "target            app        size  payload  smoke                             time",
      "darwin-universal  hello  109.1 MB   1.3 KB  1 run passed, darwin-arm64 only",
      "darwin-universal  hello  109.1 MB   1.3 KB  1 run passed",
      "darwin-universal  hello  109.1 MB   1.3 KB  failed, darwin-arm64 only",
      "linux-x64         hello  109.1 MB   1.3 KB  failed",
      "linux-arm64       hello  109.1 MB   1.3 KB  failed under qemu-aarch64 7.2.19",
      "",
    ].join("\n"),
  );
});
