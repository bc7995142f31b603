import { describe, expect, test } from "vitest";

import { SAMPLE_RUN } from "../runs/testing/sample-run.ts";
import { markup } from "./markup.ts";
import { runMarkup } from "./run-page.ts";

import type { RunView } from "@chatty/daemon/protocol";

function page(run: RunView, isShortened: boolean): string {
  const output = { text: "a <b>\n", isShortened };
  return runMarkup({ run, output, cancelForm: markup`<form></form>`, home: "/x/" }).markup;
}

describe("runMarkup()", () => {
  test("shows the output, and times as the terminal does", () => {
    const shown = page(
      { ...SAMPLE_RUN, started_at: "2026-11-20T08:05:09.123Z", ended_at: null, output_bytes: 7 },
      false,
    );
    expect(shown).toContain("<pre>\na &lt;b&gt;\n</pre>");
    expect(shown).toContain('<th scope="row">Started (UTC)</th><td>2026-11-20 08:05:09</td>');
    expect(shown).toContain('<th scope="row">Output</th><td>7 bytes</td>');
    expect(shown).not.toContain("Ended");
  });

  test("says where all of a shortened output is", () => {
    expect(page(SAMPLE_RUN, true)).toContain(
      ` bytes; for all that was kept: chatty history ${SAMPLE_RUN.id} --output</td>`,
    );
  });
});
