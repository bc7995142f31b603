/** What an operation is asked and what it answers. */

import type { IncomingHttpHeaders } from "node:http";

import type { Incoming } from "./incoming.ts";
import type { OperationId } from "./operations.ts";
import type { WrongBytes } from "./stored-bytes.ts";
import type { GithubToken, Repository, World } from "./world.ts";

export type Call = {
  readonly operation: OperationId;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The JSON sent, `{}` when there was none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** For bodies that are no JSON. */
  readonly incoming: Incoming;
  /** Nobody when the request had no token. */
  readonly viewer: GithubToken | undefined;
  /** Things of this call that go wrong on purpose. */
  readonly tricks: Tricks;
};

export type Tricks = {
  /** What is stored of an upload, or served of a download, differs from what was sent. */
  readonly wrongBytes?: WrongBytes;
  /** This many of the newest entries of a list are not in it yet. */
  readonly hiddenCount?: number;
  /** An upload is received and never becomes an asset. */
  readonly isLost?: boolean;
};

export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
} & (
  | { readonly kind: "json"; readonly body: unknown }
  | { readonly kind: "text"; readonly body: string }
  | { readonly kind: "bytes"; readonly body: Buffer }
  | { readonly kind: "file"; readonly path: string; readonly sizeBytes: number }
  | { readonly kind: "empty" }
);

export type Handler = (world: World, call: Call) => Answer | Promise<Answer>;

export type Handlers<Id extends OperationId> = Readonly<Record<Id, Handler>>;

/** A handler that has the repository already, after rights on it were checked. */
export type RepositoryHandler = (
  repository: Repository,
  call: Call & { readonly world: World },
) => Answer | Promise<Answer>;

const DOCUMENTATION_URL = "https://docs.github.com/rest";

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { kind: "json", status, body, headers };
}

export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { kind: "empty", status, headers };
}

/** An error as GitHub words it. */
export function refusal(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return json(status, { message, documentation_url: DOCUMENTATION_URL, status: String(status) }, headers);
}

export function notFound(): Answer {
  return refusal(404, "Not Found");
}

export type FieldError = {
  readonly resource: string;
  readonly code: string;
  readonly field?: string;
  readonly message?: string;
};

/** A request that is well-formed and cannot be: what is wrong with each field. */
export function invalid(...errors: readonly FieldError[]): Answer {
  return json(422, {
    message: "Validation Failed",
    errors,
    documentation_url: DOCUMENTATION_URL,
    status: "422",
  });
}

/** A member of a request's body that is text. The contract has checked types before. */
export function textIn(body: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = body[name];
  return typeof value === "string" ? value : undefined;
}

export function flagIn(body: Readonly<Record<string, unknown>>, name: string): boolean | undefined {
  const value = body[name];
  return typeof value === "boolean" ? value : undefined;
}

/** One page of a list, with the links to the others. */
export function page(items: readonly unknown[], { query }: Call, url: string): Answer {
  const perPage = Math.min(Math.max(Number(query.get("per_page") ?? 30), 1), 100);
  const number = Math.max(Number(query.get("page") ?? 1), 1);
  const last = Math.max(Math.ceil(items.length / perPage), 1);
  const link = (target: number, rel: string): string =>
    `<${url}?per_page=${perPage}&page=${target}>; rel="${rel}"`;
  const links = [
    ...(number > 1 ? [link(number - 1, "prev"), link(1, "first")] : []),
    ...(number < last ? [link(number + 1, "next"), link(last, "last")] : []),
  ];
  return json(
    200,
    items.slice((number - 1) * perPage, number * perPage),
    links.length > 0 ? { link: links.join(", ") } : {},
  );
}
