/** Serves releases on loopback as `/v<version>/<file>`, and badly where a test says how. */

import { createServer, type RequestListener, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

import type { SampleProduct } from "./sample-product.ts";

/** Answers in place of the server; false leaves the answer to it. */
export type Misbehaviour = (response: ServerResponse, bytes: Uint8Array) => void;

export type ReleaseServer = {
  /** What `TOOL_INSTALL_DOWNLOADS` takes. */
  readonly downloads: string;
  readonly origin: string;
  /** Paths in the order they were asked for. */
  readonly requests: string[];
};

/** Runs until the test is finished; `bad` has what happens for some of the files, by name. */
export async function releaseServer(
  products: readonly SampleProduct[],
  bad: Readonly<Record<string, Misbehaviour>> = {},
): Promise<ReleaseServer> {
  const requests: string[] = [];
  const origin = await served((request, response) => {
    const path = request.url ?? "";
    requests.push(path);
    const [, version = "", file = ""] = path.split("/");
    const bytes = products.find((product) => `v${product.version}` === version)?.files.get(file);
    const misbehave = bad[file];
    if (bytes === undefined) response.writeHead(404).end("Not Found");
    else if (misbehave !== undefined) misbehave(response, bytes);
    else response.writeHead(200, { "content-length": bytes.length }).end(bytes);
  });
  return { downloads: `${origin}/v{version}/{file}`, origin, requests };
}

/** The address of an HTTP server on loopback that runs until the test is finished. */
export async function served(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server.listen(0, "127.0.0.1", () => {
    resolve(undefined);
  });
  await promise;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return `http://127.0.0.1:${address.port}`;
}
