/** What is kept of an account in the secret store: the only text here that must never be shown. */

import { isRecord, isText, parsedJson } from "./shapes.ts";

export type Tokens = {
  readonly kind: "oauth";
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** When the access token ends, in milliseconds since 1970; unknown where the server did not say. */
  readonly expiresAtMs?: number;
};

export type Credential = Tokens | { readonly kind: "api_key"; readonly key: string };

/** The name of an account's secret in the store. */
export function secretName(account: string): string {
  return `account/${account}`;
}

export function credentialText(credential: Credential): string {
  return JSON.stringify(credential);
}

/** Undefined for a text that no version of this program wrote. */
export function parseCredential(text: string): Credential | undefined {
  const value = parsedJson(text);
  if (!isRecord(value)) return undefined;
  const { kind, key, accessToken, refreshToken, expiresAtMs } = value;
  if (kind === "api_key") return isText(key) ? { kind, key } : undefined;
  if (kind !== "oauth" || !isText(accessToken)) return undefined;
  return {
    kind,
    accessToken,
    ...(isText(refreshToken) ? { refreshToken } : {}),
    ...(typeof expiresAtMs === "number" ? { expiresAtMs } : {}),
  };
}
