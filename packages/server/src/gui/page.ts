/** A whole page: self-contained, no script. */

import { type Markup, markup, raw } from "./markup.ts";

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1f24; background: #fff }
h2 { margin: 2rem 0 0; font-size: 1.15rem }
p { margin: .25rem 0 .5rem }
code, pre { font: .9em ui-monospace, monospace }
pre { padding: .75rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; background: #f6f8fa }
table { border-collapse: collapse }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; vertical-align: top; overflow-wrap: anywhere }
.field { margin: .75rem 0 }
label { font-weight: 600 }
input:not([type=checkbox]), select, textarea { display: block; box-sizing: border-box; width: 100%;
  max-width: 32rem; padding: .35rem; font: inherit }
button { padding: .35rem 1rem; font: inherit }
.help, .does { font-size: .85rem; font-weight: normal; color: #59636e }
.problem { display: block; color: #b3202b }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117; color-scheme: dark }
  pre { background: #161b22 }
  .help, .does { color: #9198a1 }
  .problem { color: #ff7b72 }
}
`;

/** The headers of every page. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  // No script, nothing loaded from anywhere; the one style sheet is named by digest, and forms are sent here only.
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${new Bun.CryptoHasher("sha256").update(STYLE).digest("base64")}'`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  // With `no-referrer` browsers would send our own forms with the origin `null`.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

export type Page = {
  readonly title: string;
  readonly body: Markup;
  readonly status?: number;
  /** When the browser asks for it again. */
  readonly refreshSeconds?: number | undefined;
};

export function pageResponse({ title, body, status = 200, refreshSeconds }: Page): Response {
  const refresh =
    refreshSeconds !== undefined && markup`<meta http-equiv="refresh" content="${refreshSeconds}">\n`;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh}<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
${body}</body>
</html>
`;
  return new Response(page.markup, { status, headers: PAGE_HEADERS });
}

/** Asked for by GET, so that loading it again runs nothing. */
export function redirectTo(location: string): Response {
  return new Response(null, { status: 303, headers: { ...PAGE_HEADERS, location } });
}
