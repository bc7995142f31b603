/** What went wrong, as a page. */

import { markup } from "./markup.ts";
import { pageResponse } from "./page.ts";
import { BACK } from "./run-page.ts";

import type { Fault } from "@slipway/fault";

type Failure = { readonly message: string; readonly hint: string; readonly details?: readonly string[] };

export function failurePage(status: number, { message, hint, details = [] }: Failure): Response {
  const lines = details.map((line) => markup`<p>${line}</p>\n`);
  const body = markup`<h1>chatty</h1>
<p class="problem">${message}</p>
${lines}<p>${hint}</p>
${BACK}`;
  return pageResponse({ title: "chatty", body, status });
}

export function faultPage(fault: Fault): Response {
  return failurePage(STATUS[fault.code] ?? KIND_STATUS[fault.kind] ?? 500, fault);
}

const STATUS: Readonly<Record<string, number>> = {
  "unknown-command": 404,
  "run-unknown": 404,
  "form-foreign": 403,
};

const KIND_STATUS: Readonly<Partial<Record<Fault["kind"], number>>> = { usage: 400, environment: 503 };
