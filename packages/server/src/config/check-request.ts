/** What the schema cannot say of addresses and requests: where their placeholders may stand. */

import { CONNECTION_HEADERS } from "@chatty/daemon/protocol/connection-headers";

import { isRequired } from "../commands/field.ts";
import { fitsHeader } from "../commands/header-value.ts";
import { placeholderOf, placeholdersIn } from "../commands/placeholders.ts";
import { shown } from "../commands/shown.ts";
import { urlParts } from "../commands/url-template.ts";
import { checkWhole } from "./check-whole.ts";

import type { Json } from "@slipway/rpc";
import type { HttpAction } from "../commands/command.ts";
import type { Fields } from "../commands/field.ts";
import type { Problem } from "./problem.ts";

/** Every problem, by its path within the action. */
export function checkRequest(does: HttpAction, fields: Fields): readonly Problem[] {
  const { url, method = "GET", headers = {}, body, account, provider } = does;
  return [
    ...checkUrl(url, { fields, schemes: ["https", "http"] }),
    ...Object.entries(headers).flatMap(([name, value]) =>
      checkHeader(name, { value, fields }).map((text) => ({ path: ["headers", name], text })),
    ),
    ...(body !== undefined && (method === "GET" || method === "HEAD")
      ? [{ path: ["body"], text: `a ${method} request has no body, wanted another "method", e.g. POST` }]
      : []),
    ...checkBody(body ?? null, fields).map(({ path, text }) => ({ path: ["body", ...path], text })),
    ...(account !== undefined && provider !== undefined
      ? [{ path: ["provider"], text: 'found it beside "account", wanted one of them' }]
      : []),
  ];
}

export type UrlRules = {
  readonly fields: Fields;
  /** The schemes it may have. */
  readonly schemes: readonly string[];
};

/** Every problem of an address, at the path `url`. */
export function checkUrl(url: string, { fields, schemes }: UrlRules): readonly Problem[] {
  const parts = urlParts(url);
  const scheme = schemes.find((name) => parts?.origin.toLowerCase().startsWith(`${name}:`));
  if (parts === undefined || scheme === undefined) {
    return atUrl(`found ${shownUrl(url)}, wanted an address that begins with ${schemes.join(":, ")}:`);
  }
  if (placeholdersIn(parts.origin, fields).length > 0) {
    return atUrl(
      "found an input in scheme, user, host or port, wanted it after them: it must not choose who is asked",
    );
  }
  if (scheme !== "mailto") {
    if (parts.origin.includes("@")) {
      return atUrl(`found a user in it, wanted ${scheme}://host alone: name an account`);
    }
    if (!/^[a-z]+:\/\/./iu.test(parts.origin)) {
      return atUrl(`found ${shown(parts.origin)}, wanted ${scheme}://host`);
    }
  }
  if (!URL.canParse(url.replaceAll(/[{}]/gu, "x"))) return atUrl(`found ${shownUrl(url)}, wanted an address`);
  return placeholdersIn(parts.path, fields)
    .filter((name) => fields[name] !== undefined && mayBeMissing(fields[name]))
    .flatMap((name) =>
      atUrl(`found {${name}} in the path, which may have no value, wanted a required input`),
    );
}

/** What stands before an `@` may be a password. */
function shownUrl(url: string): string {
  return shown(url.replace(/:.*@/su, ":…@"));
}

function atUrl(text: string): readonly Problem[] {
  return [{ path: ["url"], text }];
}

function mayBeMissing(field: Fields[string]): boolean {
  return !isRequired(field) && field.default === undefined;
}

type HeaderSubject = { readonly value: string; readonly fields: Fields };

function checkHeader(name: string, { value, fields }: HeaderSubject): readonly string[] {
  if (CONNECTION_HEADERS.has(name.toLowerCase()))
    return ["this header is set by the connection, leave it out"];
  if (placeholderOf(value, fields) === undefined && !fitsHeader(value)) {
    return ["found a line end or another character that a header cannot have"];
  }
  return [];
}

function checkBody(body: Json, fields: Fields): readonly Problem[] {
  if (typeof body === "string") return checkWhole(body, fields).map((text) => ({ path: [], text }));
  if (typeof body !== "object" || body === null) return [];
  const entries: readonly (readonly [PropertyKey, Json | undefined])[] = isList(body)
    ? body.map((item, at) => [at, item] as const)
    : Object.entries(body);
  return entries.flatMap(([key, value]) =>
    checkBody(value ?? null, fields).map(({ path, text }) => ({ path: [key, ...path], text })),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
