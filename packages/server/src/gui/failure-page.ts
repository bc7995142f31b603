/** What went wrong, as a page. */

import { markup } from "./markup.ts";
import { pageResponse } from "./page.ts";
import { backTo } from "./run-page.ts";

import type { Fault } from "@slipway/fault";

type Failure = {
  readonly message: string;
  readonly hint: string;
  readonly details?: readonly string[];
  /** Where the commands are, for who may know. */
  readonly home?: string;
};

export function failurePage(status: number, { message, hint, details = [], home }: Failure): Response {
  const lines = details.map((line) => markup`<p>${line}</p>\n`);
  const body = markup`<h1>chatty</h1>
<p class="problem">${message}</p>
${lines}<p>${hint}</p>
${home !== undefined && backTo(home)}`;
  return pageResponse({ title: "chatty", body, status });
}

export function faultPage(fault: Fault, home: string): Response {
  const { message, hint, details } = fault;
  return failurePage(STATUS[fault.code] ?? KIND_STATUS[fault.kind] ?? 500, { message, hint, details, home });
}

const STATUS: Readonly<Record<string, number>> = {
  "unknown-command": 404,
  "run-unknown": 404,
  "form-foreign": 403,
};

const KIND_STATUS: Readonly<Partial<Record<Fault["kind"], number>>> = { usage: 400, environment: 503 };
