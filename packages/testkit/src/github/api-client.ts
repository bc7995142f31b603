/** Requests to the test server by hand, for the server's own tests. */

import { GITHUB_TOKEN, type GithubServer } from "./github-server.ts";

export type ApiAnswer = {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON of the answer; its text when it is none. */
  readonly body: unknown;
};

export type ApiOptions = {
  readonly body?: unknown;
  /** Default `GITHUB_TOKEN`; "" for nobody's. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export type ApiClient = (route: string, options?: ApiOptions) => Promise<ApiAnswer>;

/** Requests of the form `POST /repos/…`. Redirects are not followed. */
export function apiClient({ apiUrl }: Pick<GithubServer, "apiUrl">): ApiClient {
  return async (route, { body, token = GITHUB_TOKEN, headers = {} } = {}) => {
    const [method = "", path = ""] = route.split(" ");
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      redirect: "manual",
      headers: {
        "user-agent": "slipway-test",
        ...(token === "" ? {} : { authorization: `token ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
}

/** Uploads a file to a release as `upload_url` says. */
export async function uploadAsset(
  { uploadsUrl }: Pick<GithubServer, "uploadsUrl">,
  options: {
    readonly releaseId: number;
    readonly name: string;
    readonly content: string | Blob | ReadableStream;
    readonly token?: string;
  },
): Promise<ApiAnswer> {
  const { releaseId, name, content, token = GITHUB_TOKEN } = options;
  const path = `/repos/octo/app/releases/${releaseId}/assets?name=${encodeURIComponent(name)}`;
  const response = await fetch(`${uploadsUrl}${path}`, {
    method: "POST",
    headers: {
      "user-agent": "slipway-test",
      authorization: `token ${token}`,
      "content-type": "application/octet-stream",
    },
    body: content,
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
