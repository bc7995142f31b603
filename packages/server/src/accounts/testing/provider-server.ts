/** A provider of accounts on this machine that takes one key, one code and every user. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { onTestFinished } from "vitest";

export type ProviderServer = {
  readonly url: string;
  /** What was sent as authorization, in order. */
  readonly authorizations: readonly (string | null)[];
  /** From now on the user agrees on the other device. */
  readonly agree: () => void;
};

/** Its providers `keys`, `factor`, `web` and `tv` are declared in the data folder. */
export function providerServer(data: string): ProviderServer {
  const authorizations: (string | null)[] = [];
  let isAgreed = false;
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const authorization = request.headers.get("authorization");
      switch (new URL(request.url).pathname) {
        case "/me":
          authorizations.push(authorization);
          return new Response(null, { status: authorization === "Bearer right" ? 200 : 401 });
        case "/factor": {
          if (request.headers.get("x-otp") === "123456") return new Response("{}");
          return new Response(null, { status: 401, headers: { "x-otp": "required; app" } });
        }
        case "/device":
          return Response.json({
            device_code: "device",
            user_code: "WDJB-MJHT",
            verification_uri: "https://id.example.com/tv",
            expires_in: 600,
            interval: 0.05,
          });
        case "/token": {
          const isDevice = (await request.text()).includes("device_code");
          if (isDevice && !isAgreed)
            return Response.json({ error: "authorization_pending" }, { status: 400 });
          return Response.json({ access_token: "right", token_type: "Bearer", expires_in: 3600 });
        }
        default:
          return new Response(null, { status: 404 });
      }
    },
  });
  onTestFinished(() => server.stop(true));
  const url = `http://127.0.0.1:${server.port}`;
  declareProviders(data, url);
  return {
    url,
    authorizations,
    agree() {
      isAgreed = true;
    },
  };
}

function declareProviders(data: string, url: string): void {
  const hosts = [new URL(url).host];
  const oauth = { hosts, clientId: "chatty", scopes: [] };
  const providers = [
    { id: "keys", kind: "api_key", hosts, check: { url: `${url}/me` } },
    { id: "factor", kind: "api_key", hosts, check: { url: `${url}/factor`, secondFactorHeader: "x-otp" } },
    {
      id: "web",
      kind: "oauth_code",
      ...oauth,
      endpoints: { authorization: `${url}/authorize`, token: `${url}/token` },
    },
    {
      id: "tv",
      kind: "oauth_device",
      ...oauth,
      endpoints: { deviceAuthorization: `${url}/device`, token: `${url}/token` },
    },
  ];
  writeFileSync(join(data, "providers.json"), JSON.stringify(providers));
}
