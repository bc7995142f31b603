/** The server's places on loopback: GitHub has a host for each, an Enterprise Server has one with a path for each. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import type { Places } from "./world.ts";

export type Host = "api" | "uploads" | "web" | "storage";

export type Arrival = {
  readonly host: Host;
  /** Below the place's own path; its origin means nothing. */
  readonly url: URL;
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
};

export type Listening = {
  readonly places: Places;
  /** Begins to answer. */
  readonly answerWith: (answering: (arrival: Arrival) => Promise<void>) => void;
  readonly close: () => Promise<void>;
};

const HOSTS = ["api", "uploads", "web", "storage"] as const;

/** What begins the paths of each place of an Enterprise Server. The last one matches everything. */
const ENTERPRISE_PATHS = [
  ["api", "/api/v3"],
  ["uploads", "/api/uploads"],
  ["storage", "/storage"],
  ["web", ""],
] as const;

/** Listens on free ports of 127.0.0.1. */
export async function listen(enterprise: boolean): Promise<Listening> {
  const opened = await Promise.all((enterprise ? HOSTS.slice(0, 1) : HOSTS).map(open));
  const [first = "", uploads = "", web = "", storage = ""] = opened.map(({ origin }) => origin);
  const [[, apiPath], [, uploadsPath], [, storagePath]] = ENTERPRISE_PATHS;
  return {
    places: enterprise
      ? {
          apiUrl: `${first}${apiPath}`,
          uploadsUrl: `${first}${uploadsPath}`,
          webUrl: first,
          storageUrl: `${first}${storagePath}`,
        }
      : { apiUrl: first, uploadsUrl: uploads, webUrl: web, storageUrl: storage },
    answerWith: (answering) => {
      for (const { server, host } of opened)
        server.on("request", (message: IncomingMessage, response: ServerResponse) => {
          const url = new URL(message.url ?? "/", "http://127.0.0.1");
          const place = enterprise ? enterprisePlace(url.pathname) : ([host, ""] as const);
          url.pathname = url.pathname.slice(place[1].length);
          void answering({ host: place[0], url, message, response });
        });
    },
    close: async () => {
      await Promise.all(opened.map(({ server }) => closed(server)));
    },
  };
}

function enterprisePlace(path: string): readonly [Host, string] {
  return ENTERPRISE_PATHS.find(([, start]) => path.startsWith(start)) ?? ["web", ""];
}

type Opened = { readonly host: Host; readonly origin: string; readonly server: Server };

async function open(host: Host): Promise<Opened> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return { host, origin: `http://127.0.0.1:${address.port}`, server };
}

async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
