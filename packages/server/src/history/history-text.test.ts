import { describe, expect, test } from "vitest";

import { historyText, runText } from "./history-text.ts";

import type { RunView } from "@chatty/daemon/protocol";

const run: RunView = {
  id: "01a1f8f4-1ff6-7307-b034-572542b98d58",
  kind: "program",
  command: "backup",
  argv: ["tar", "-c", "it's here"],
  request: null,
  cwd: "/home/ada",
  state: "exited",
  exit_code: 0,
  signal: null,
  started_at: "2026-11-20T08:05:09.123Z",
  ended_at: "2026-11-20T08:05:10.000Z",
  output_bytes: 12,
  output_truncated: false,
  error: null,
};

describe("historyText()", () => {
  test("is a table", () => {
    const others: RunView[] = [
      { ...run, exit_code: 3 },
      { ...run, exit_code: null, signal: "SIGKILL" },
      { ...run, kind: "http", command: "GET api.example.com", exit_code: 200 },
      { ...run, state: "timed_out", exit_code: null, command: "evil\u001b[2J\nna\u009bme" },
    ];
    const id = run.id;
    expect(historyText([run, ...others])).toBe(
      [
        "RUN                                   STARTED (UTC)        STATE             COMMAND",
        `${id}  2026-11-20 08:05:09  exited            backup`,
        `${id}  2026-11-20 08:05:09  exited (3)        backup`,
        `${id}  2026-11-20 08:05:09  exited (SIGKILL)  backup`,
        `${id}  2026-11-20 08:05:09  exited (200)      GET api.example.com`,
        String.raw`${id}  2026-11-20 08:05:09  timed_out         evil\u001b[2J\u000ana\u009bme`,
        "",
      ].join("\n"),
    );
  });

  test("says that there are none", () => {
    expect(historyText([])).toBe("");
  });
});

describe("runText()", () => {
  test("tells what is known of a program", () => {
    expect(runText(run)).toBe(
      [
        `run: ${run.id}`,
        "command: backup",
        String.raw`program: tar -c 'it'\''s here'`,
        "folder: /home/ada",
        "state: exited",
        "started (UTC): 2026-11-20 08:05:09",
        "ended (UTC): 2026-11-20 08:05:10",
        "output: 12 bytes",
        "",
      ].join("\n"),
    );
  });

  test("tells why a request failed", () => {
    const text = runText({
      ...run,
      kind: "http",
      argv: null,
      cwd: null,
      request: { method: "GET", url: "https://api.example.com/" },
      state: "failed",
      exit_code: null,
      ended_at: null,
      output_truncated: true,
      error: { code: "request-failed", message: "Cannot send it", hint: "Check the network" },
    });
    expect(text).toContain('request: {"method":"GET","url":"https://api.example.com/"}\nstate: failed\n');
    expect(text).toContain("output: 12 bytes, of which a part was kept\n");
    expect(text).toMatch(/error: Cannot send it\nnext move: Check the network\n$/u);
  });
});
