/** A real authorization server on this machine, for tests. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import { Provider as OidcProvider } from "oidc-provider";
import { onTestFinished } from "vitest";

/** What came in, and what is to be done with it: undefined lets the server answer. */
export type Intercept = (
  request: { readonly method: string; readonly path: string },
  response: ServerResponse,
) => "answered" | undefined | Promise<undefined>;

export type AuthorizationServer = {
  readonly issuer: string;
  /** Paths of all requests, in order, with their method. */
  readonly requests: string[];
  /** Secrets that went out: tokens, codes, device codes. */
  readonly secrets: Set<string>;
  intercept: Intercept | undefined;
  readonly close: () => Promise<void>;
};

export type ServerOptions = { readonly accessTokenS?: number; readonly deviceCodeS?: number };

export const PUBLIC_CLIENT = "public-client";
export const SECRET_CLIENT = "secret-client";
export const CLIENT_SECRET = "planted-client-secret-5f0c2b";

/** Starts a server with a public client and one with a secret; its users have any name and any password. */
export async function authorizationServer(options: ServerOptions = {}): Promise<AuthorizationServer> {
  const http = createServer();
  const listening = Promise.withResolvers<void>();
  http.listen(0, "127.0.0.1", () => listening.resolve());
  await listening.promise;
  const address = http.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  const issuer = `http://127.0.0.1:${address.port}`;

  let isOpen = true;
  async function close(): Promise<void> {
    if (!isOpen) return;
    isOpen = false;
    http.closeAllConnections();
    const closed = Promise.withResolvers<void>();
    http.close(() => closed.resolve());
    await closed.promise;
  }
  onTestFinished(close);
  const server: AuthorizationServer = {
    issuer,
    requests: [],
    secrets: new Set(),
    intercept: undefined,
    close,
  };
  const provider = new OidcProvider(issuer, configuration(options));
  collectSecrets(provider, server.secrets);
  const answer = provider.callback();
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "" } = request;
    const path = url.split("?")[0] ?? "";
    server.requests.push(`${method} ${path}`);
    if ((await server.intercept?.({ method, path }, response)) !== "answered")
      await answer(request, response);
  }
  http.on("request", (request, response) => void serve(request, response));
  return server;
}

function configuration({ accessTokenS = 3600, deviceCodeS = 600 }: ServerOptions): object {
  const client = {
    application_type: "native",
    redirect_uris: ["http://127.0.0.1/callback"],
    grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
    response_types: ["code"],
  };
  return {
    clients: [
      { ...client, client_id: PUBLIC_CLIENT, token_endpoint_auth_method: "none" },
      { ...client, client_id: SECRET_CLIENT, client_secret: CLIENT_SECRET },
    ],
    cookies: { keys: ["cookie-key"] },
    features: {
      devInteractions: { enabled: true },
      deviceFlow: { enabled: true },
      revocation: { enabled: true },
    },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    ttl: {
      AccessToken: accessTokenS,
      DeviceCode: deviceCodeS,
      RefreshToken: 86_400,
      Session: 3600,
      Grant: 86_400,
      Interaction: 600,
      IdToken: 600,
      AuthorizationCode: 60,
    },
  };
}

function collectSecrets(provider: OidcProvider, secrets: Set<string>): void {
  provider.on("grant.success", (context: { readonly body?: unknown }) => {
    const { body } = context;
    if (typeof body !== "object" || body === null) return;
    for (const [name, value] of Object.entries(body))
      if (name.endsWith("_token") && typeof value === "string") secrets.add(value);
  });
}
