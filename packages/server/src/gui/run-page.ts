/** What became of a command. */

import { timeText } from "../list/time-text.ts";
import { type Markup, markup } from "./markup.ts";

import type { RunView } from "@chatty/daemon/protocol";
import type { ShownText } from "../runs/shown-output.ts";

export type ShownResult = {
  readonly name: string;
  readonly value: Record<string, unknown>;
  readonly home: string;
};

/** What a command of chatty itself has returned. */
export function resultMarkup({ name, value, home }: ShownResult): Markup {
  return markup`<h1>${name}</h1>
<pre>
${JSON.stringify(value, null, 2)}</pre>
${backTo(home)}`;
}

export type ShownRun = {
  readonly run: RunView;
  readonly output: ShownText;
  readonly cancelForm: Markup;
  readonly home: string;
};

/** A run as it stands. */
export function runMarkup({ run, output, cancelForm, home }: ShownRun): Markup {
  const { command, error, state } = run;
  const rows = rowsOf(run, output).map(
    ([title, value]) => markup`<tr><th scope="row">${title}</th><td>${value}</td></tr>\n`,
  );
  const failure = error !== null && markup`<p class="problem">${error.message}</p>\n<p>${error.hint}</p>\n`;
  return markup`<h1>${command}</h1>
<table>
${rows}</table>
${failure}<pre>
${plain(output.text)}</pre>
${state === "running" && cancelForm}${backTo(home)}`;
}

function rowsOf(run: RunView, { isShortened }: ShownText): readonly (readonly [string, string | number])[] {
  const rows: readonly (readonly [string, string | number | null])[] = [
    ["Run", run.id],
    ["State", run.state.replace("_", " ")],
    [run.kind === "http" ? "HTTP status" : "Exit code", run.exit_code],
    ["Signal", run.signal],
    ["Started (UTC)", timeText(run.started_at)],
    ["Ended (UTC)", run.ended_at === null ? null : timeText(run.ended_at)],
    [
      "Output",
      `${run.output_bytes} bytes${run.output_truncated ? ", not all of it was kept" : ""}${isShortened ? `; for all that was kept: chatty history ${run.id} --output` : ""}`,
    ],
  ];
  return rows.flatMap(([title, value]) => (value === null ? [] : [[title, value] as const]));
}

/** Without the colours and moves of terminals. */
function plain(output: string): string {
  return Bun.stripANSI(output).replaceAll("\r\n", "\n");
}

export function backTo(home: string): Markup {
  return markup`<p><a href="${home}">All commands</a></p>
`;
}
