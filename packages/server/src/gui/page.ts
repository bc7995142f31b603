/** The page as HTML text: self-contained, no script. */

import * as z from "zod";

import { VERSION } from "../version.ts";

import type { Command } from "../commands/command.ts";

export const PAGE_STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1f24; background: #fff }
h2 { margin: 2rem 0 0; font-size: 1.15rem }
p { margin: .25rem 0 .5rem }
code { font: .9em ui-monospace, monospace }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-top: 1px solid #d0d7de;
  vertical-align: top }
.does { font-size: .8rem; font-weight: normal; color: #59636e }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117 }
  th, td { border-color: #30363d }
  .does { color: #9198a1 }
}
`;

export function pageHtml(commands: readonly Command[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>chatty</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<h1>chatty</h1>
<p>Version ${escapeHtml(VERSION)}, ${commands.length} commands</p>
${commands.map(commandHtml).join("\n")}
</body>
</html>
`;
}

function commandHtml(command: Command): string {
  const does = command.readOnly ? "reads" : "changes something";
  const inputs = inputsOf(command);
  const rows = inputs.map(
    ({ name, type, description }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(type)}</td>` +
      `<td>${escapeHtml(description)}</td></tr>`,
  );
  const table =
    rows.length === 0
      ? "<p>No inputs.</p>"
      : `<table>\n<tr><th>Input</th><th>Type</th><th>Meaning</th></tr>\n${rows.join("\n")}\n</table>`;
  return `<section>
<h2><code>${escapeHtml(command.name)}</code> <span class="does">${does}</span></h2>
<p>${escapeHtml(command.description)}</p>
${table}
</section>`;
}

type Input = { readonly name: string; readonly type: string; readonly description: string };

function inputsOf(command: Command): readonly Input[] {
  const { properties = {} } = z.toJSONSchema(command.input, { io: "input" });
  return Object.entries(properties).map(([name, schema]) => {
    if (typeof schema === "boolean") return { name, type: "", description: "" };
    const { type = "", description = "", default: preset } = schema;
    const choices = schema.enum === undefined ? "" : `: ${schema.enum.join(", ")}`;
    const suffix = preset === undefined ? "" : ` (default: ${JSON.stringify(preset)})`;
    return { name, type: `${String(type)}${choices}`, description: `${description}${suffix}` };
  });
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replaceAll(/[&<>"']/gu, (character) => entities[character] ?? "");
}
