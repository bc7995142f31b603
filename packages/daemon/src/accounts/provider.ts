/** Who accounts are with: what `providers.json` declares of a provider. */

import { detailLines } from "@slipway/fault";

import { quoted } from "./quoted.ts";
import { isRecord, isText, isTextRecord, isTexts } from "./shapes.ts";
import { accountFault } from "./faults.ts";
import { isSafeUrl } from "./safe-url.ts";

type CommonParts = {
  readonly id: string;
  /** The only hosts that get the account's credentials: `name` or `name:port`, exactly. */
  readonly hosts: readonly string[];
};

type OAuthParts = CommonParts & {
  /** Where metadata is found (OpenID Connect Discovery or RFC 8414), unless `endpoints` are given. */
  readonly issuer?: string;
  readonly endpoints?: {
    readonly authorization?: string;
    readonly deviceAuthorization?: string;
    readonly token: string;
    readonly revocation?: string;
  };
  readonly clientId: string;
  /** Of a public client that pretends to be none (RFC 8252, section 8.5), so it need not be in the store. */
  readonly clientSecret?: string;
  /** How the client secret is sent; `basic` is what every server must take (RFC 6749, section 2.3.1). */
  readonly clientAuth?: "basic" | "post";
  readonly scopes: readonly string[];
  /** More parameters of the authorization request, such as `prompt` or `access_type`. */
  readonly parameters?: Readonly<Record<string, string>>;
};

export type OAuthProvider =
  /** Authorization code with PKCE, on a loopback redirect. */
  | (OAuthParts & { readonly kind: "oauth_code" })
  /** Device authorization, RFC 8628. */
  | (OAuthParts & { readonly kind: "oauth_device" });

export type ApiKeyProvider = CommonParts & {
  readonly kind: "api_key";
  /** The header that carries the key; by default `authorization`. */
  readonly header?: string;
  /** The word before the key; by default `Bearer` in `authorization`, else none. */
  readonly scheme?: string;
  /** A request that is answered with 2xx when the key is good. */
  readonly check?: {
    readonly url: string;
    readonly method?: "GET" | "POST";
    /**
     * The header in which a second factor is sent, and in which the server says `required` together with 401 when it
     * wants one.
     */
    readonly secondFactorHeader?: string;
    /** The member of the JSON answer that is kept in place of the key: a session. */
    readonly sessionMember?: string;
  };
};

export type Provider = OAuthProvider | ApiKeyProvider;

const KINDS = ["oauth_code", "oauth_device", "api_key"] as const;
const ID = /^[a-z0-9][a-z0-9_-]{0,63}$/u;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/iu;

const COMMON = ["id", "kind", "hosts"] as const;
const OAUTH = [
  ...COMMON,
  "issuer",
  "endpoints",
  "clientId",
  "clientSecret",
  "clientAuth",
  "scopes",
  "parameters",
] as const;
const ENDPOINTS = ["authorization", "deviceAuthorization", "token", "revocation"] as const;
const API_KEY = [...COMMON, "header", "scheme", "check"] as const;
const CHECK = ["url", "method", "secondFactorHeader", "sessionMember"] as const;

/**
 * Reads a list of providers as it is written in the file `path`, with names in camelCase, and says what is wrong. What
 * is not known is refused: a misspelt name could send a key another way than its owner meant.
 *
 * @throws Fault `provider-invalid`.
 */
export function readProviders(value: unknown, path: string): readonly Provider[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const problems = Array.isArray(value)
    ? list.flatMap((item, index) => problemsOf(item).map((problem) => `providers[${index}]: ${problem}`))
    : ["a list is wanted"];
  const ids = list.map((item) => (isRecord(item) ? item["id"] : undefined));
  const doubled = ids.filter((id, index) => isText(id) && ids.indexOf(id) !== index);
  const all = [...problems, ...doubled.map((id) => `the id "${String(id)}" is there twice`)];
  if (all.length === 0) return list.filter(isProvider);
  throw accountFault("provider-invalid", {
    message: `Cannot use "${path}": ${all.length === 1 ? "one thing is" : `${all.length} things are`} wrong in it, a list of providers wanted`,
    hint: "Correct what is listed, or move the file away to go on without providers",
    details: detailLines(all, (problem) => problem),
  });
}

function isProvider(value: unknown): value is Provider {
  return problemsOf(value).length === 0;
}

function problemsOf(value: unknown): readonly string[] {
  if (!isRecord(value)) return ["an object is wanted"];
  const { id, kind, hosts } = value;
  const isKnownKind = KINDS.some((known) => known === kind);
  const common = [
    ...unless(isText(id) && ID.test(id), '"id" must be lower-case letters, digits, - and _'),
    ...unless(isKnownKind, `"kind" must be one of ${KINDS.join(", ")}`),
    ...(isKnownKind ? unknownMembers(value, kind === "api_key" ? API_KEY : OAUTH) : []),
    ...unless(
      isTexts(hosts) && hosts.every(isHost),
      '"hosts" must be a list of names, each with a port or none',
    ),
    ...unless(!Array.isArray(hosts) || hosts.length > 0, '"hosts" must name at least one'),
  ];
  if (!isKnownKind) return common;
  return [...common, ...(kind === "api_key" ? keyProblems(value) : oauthProblems(value))];
}

function oauthProblems(value: Readonly<Record<string, unknown>>): readonly string[] {
  const { issuer, endpoints, clientId, clientSecret, clientAuth, scopes, parameters, kind } = value;
  return [
    ...unless(isText(clientId), '"clientId" is missing'),
    ...unless(isOptional(clientSecret, isText), '"clientSecret" must be text'),
    ...unless(isOptional(clientAuth, isClientAuth), '"clientAuth" must be basic or post'),
    ...unless(isTexts(scopes), '"scopes" must be a list of names'),
    ...unless(isOptional(parameters, isTextRecord), '"parameters" must be texts by name'),
    ...unless(isOptional(issuer, isSafeUrl), '"issuer" must be an https address'),
    ...unless(issuer !== undefined || endpoints !== undefined, '"issuer" or "endpoints" is needed'),
    ...(endpoints === undefined ? [] : endpointProblems(endpoints, kind)),
  ];
}

function endpointProblems(endpoints: unknown, kind: unknown): readonly string[] {
  if (!isRecord(endpoints)) return ['"endpoints" must be addresses by name'];
  const needed = ["token", kind === "oauth_device" ? "deviceAuthorization" : "authorization"];
  return [
    ...unknownMembers(endpoints, ENDPOINTS, "endpoints."),
    ...needed.filter((name) => endpoints[name] === undefined).map((name) => `"endpoints.${name}" is missing`),
    ...Object.entries(endpoints)
      .filter(
        ([name, url]) => ENDPOINTS.some((known) => known === name) && url !== undefined && !isSafeUrl(url),
      )
      .map(([name]) => `"endpoints.${name}" must be an https address`),
  ];
}

function keyProblems({ header, scheme, check, hosts }: Readonly<Record<string, unknown>>): readonly string[] {
  return [
    ...unless(isOptional(header, isHeaderName), '"header" must be the name of a header'),
    ...unless(isOptional(scheme, isText), '"scheme" must be a word'),
    ...(check === undefined ? [] : checkProblems(check, isTexts(hosts) ? hosts : [])),
  ];
}

function checkProblems(check: unknown, hosts: readonly string[]): readonly string[] {
  if (!isRecord(check)) return ['"check" must be an object'];
  const { url, method, secondFactorHeader, sessionMember } = check;
  return [
    ...unknownMembers(check, CHECK, "check."),
    ...unless(
      isSafeUrl(url) && hosts.includes(new URL(url).host),
      '"check.url" must be an https address, or an http one of this machine, of one of "hosts"',
    ),
    ...unless(isOptional(method, isMethod), '"check.method" must be GET or POST'),
    ...unless(isOptional(secondFactorHeader, isHeaderName), '"check.secondFactorHeader" must name a header'),
    ...unless(isOptional(sessionMember, isText), '"check.sessionMember" must be a name'),
  ];
}

function unknownMembers(
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  prefix = "",
): readonly string[] {
  return Object.keys(value)
    .filter((name) => !known.includes(name))
    .map((name) => `"${prefix}${quoted(name)}" is not known; known are ${known.join(", ")}`);
}

function unless(holds: boolean, problem: string): readonly string[] {
  return holds ? [] : [problem];
}

function isOptional(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || is(value);
}

function isHost(value: string): boolean {
  return URL.canParse(`https://${value}/`) && new URL(`https://${value}/`).host === value;
}

function isHeaderName(value: unknown): boolean {
  return isText(value) && HEADER_NAME.test(value);
}

function isClientAuth(value: unknown): boolean {
  return value === "basic" || value === "post";
}

function isMethod(value: unknown): boolean {
  return value === "GET" || value === "POST";
}
