/** A webhook receiver on the loopback interface that behaves, or not, as it is told. */

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

export type Received = {
  readonly id: string;
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Whether the signature is right, by an implementation of its own. */
  readonly isSigned: boolean;
};

export type Behaviour =
  | { readonly kind: "answer"; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: "hang" }
  | { readonly kind: "reset" }
  | { readonly kind: "reset-halfway" }
  | { readonly kind: "endless-body"; readonly status: number }
  | { readonly kind: "endless-headers" }
  | { readonly kind: "nonsense" };

export type Receiver = {
  /** Has a token in its path. */
  readonly url: string;
  readonly received: readonly Received[];
  /** Resolves when so many requests have come. */
  readonly has: (count: number) => Promise<void>;
};

export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const KEY = Buffer.from(SECRET.slice("whsec_".length), "base64");

/** Starts a receiver that does as `behave` says with each request, counted from 0, and ends with the test. */
export async function startReceiver(
  behave: (request: Received, count: number) => Behaviour,
): Promise<Receiver> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    void receive(request, response);
  });
  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const entry = await read(request);
    received.push(entry);
    for (const look of waiting) look();
    answer(response, behave(entry, received.length - 1));
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/hook/path-token`,
    received,
    has: (count) =>
      new Promise((resolve) => {
        function look(): void {
          if (received.length < count) return;
          waiting.delete(look);
          resolve();
        }
        waiting.add(look);
        look();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const body = Buffer.concat(chunks).toString("utf8");
  const { headers } = request;
  const id = String(headers["webhook-id"]);
  const wanted = createHmac("sha256", KEY)
    .update(`${id}.${String(headers["webhook-timestamp"])}.${body}`)
    .digest();
  const [version, given = ""] = String(headers["webhook-signature"]).split(",");
  const signature = Buffer.from(given, "base64");
  const isSigned =
    version === "v1" && signature.length === wanted.length && timingSafeEqual(signature, wanted);
  return { id, path: request.url ?? "", body, headers, isSigned };
}

function answer(response: ServerResponse, behaviour: Behaviour): void {
  switch (behaviour.kind) {
    case "answer":
      response.writeHead(behaviour.status, behaviour.headers).end("token=receiver-text");
      break;
    case "hang":
      break;
    case "reset":
      response.socket?.destroy();
      break;
    case "reset-halfway":
      response.socket?.write("HTTP/1.1 20");
      response.socket?.end();
      break;
    case "endless-body":
      response.writeHead(behaviour.status);
      pour(response, Buffer.alloc(65_536, "x"));
      break;
    case "endless-headers":
      response.socket?.write("HTTP/1.1 200 OK\r\n");
      if (response.socket !== null) pour(response.socket, Buffer.from(`x-more: ${"x".repeat(1000)}\r\n`));
      break;
    case "nonsense":
      response.socket?.end("SSH-2.0-OpenSSH_9.2\r\n");
      break;
  }
}

type Pourable = {
  readonly write: (bytes: Buffer) => boolean;
  readonly once: (event: "drain" | "error", listener: () => void) => unknown;
  readonly destroyed: boolean;
};

/** Writes for as long as somebody takes it. */
function pour(to: Pourable, bytes: Buffer): void {
  to.once("error", () => {});
  function more(): void {
    if (to.destroyed) return;
    if (to.write(bytes)) setImmediate(more);
    else to.once("drain", more);
  }
  more();
}
