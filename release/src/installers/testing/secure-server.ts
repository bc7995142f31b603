/** Serves a release over HTTPS on loopback, with a certificate of its own. */

import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";

import { runProgram, tempFolder } from "@slipway/testkit";
import { expect, onTestFinished } from "vitest";

import type { SampleProduct } from "./sample-product.ts";

const CERTIFICATE = `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2
-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem`;

export type Secure = { readonly downloads: string; readonly certificate: string };

/** Sends everything on to `location`, or answers with the files of the product. */
export async function secureServer(product: SampleProduct, location?: string): Promise<Secure> {
  const folder = tempFolder();
  const made = runProgram(CERTIFICATE.split(/\s+/u), { cwd: folder });
  expect(made.exitCode, made.stderr).toBe(0);
  const server = createServer(
    { key: readFileSync(join(folder, "key.pem")), cert: readFileSync(join(folder, "cert.pem")) },
    (request, response) => {
      const file = request.url?.split("/").at(-1) ?? "";
      if (location !== undefined)
        response.writeHead(302, { location: `${location}${request.url ?? ""}` }).end();
      else response.end(product.files.get(file));
    },
  );
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
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    downloads: `https://localhost:${port}/v{version}/{file}`,
    certificate: join(folder, "cert.pem"),
  };
}
