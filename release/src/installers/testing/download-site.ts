/**
 * The site that releases are downloaded from, on loopback: HTTPS behind a proxy, so that every address is asked for as
 * it is written. No other site can be reached through that proxy.
 */

import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";

import { runProgram, tempFolder } from "@slipway/testkit";
import { expect, onTestFinished } from "vitest";

/** GitHub sends those who download to another host. */
const STORE = "release-assets.githubusercontent.com";

export type DownloadSite = {
  /** What makes programs find it: the proxy, and the certificate to trust. */
  readonly environment: Readonly<Record<string, string>>;
  readonly proxy: string;
  /** Changes what is the latest release. */
  readonly showAsLatest: (version: string) => void;
  /** From now on this file is served with one bit flipped. */
  readonly damage: (file: string) => void;
};

/**
 * Serves the folder of each version as the releases of a repository, `https://github.com/owner/name`, until the test is
 * finished.
 */
export async function downloadSite(
  repository: string,
  releases: Readonly<Record<string, string>>,
): Promise<DownloadSite> {
  const folder = tempFolder();
  const { hostname, pathname } = new URL(repository);
  const names = [hostname, STORE];
  makeCertificate(folder, names);
  let latest = Object.keys(releases)[0] ?? "";
  const damaged = new Set<string>();
  const answer = async (request: Request): Promise<Response> => {
    const { path, host } = { path: new URL(request.url).pathname, host: request.headers.get("host") };
    const [, kind, version, file = ""] =
      /\/releases\/(latest)?\/?download\/(?:v([^/]+)\/)?([\w.-]+)$/u.exec(path) ?? [];
    if (!path.startsWith(`${pathname}/`) || file === "") return notFound();
    if (kind === "latest") return sentTo(`${repository}/releases/download/v${latest}/${file}`);
    const found = Bun.file(join(releases[version ?? ""] ?? folder, file));
    if (!(await found.exists())) return notFound();
    if (host !== STORE) return sentTo(`https://${STORE}${path}`);
    return damaged.has(file) ? new Response(await flipped(found)) : new Response(found);
  };
  const tls = { key: Bun.file(join(folder, "key.pem")), cert: Bun.file(join(folder, "cert.pem")) };
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, tls, fetch: answer });
  onTestFinished(async () => server.stop(true));
  const proxy = await proxyTo(server.port ?? 0, names);
  return {
    proxy,
    environment: environmentFor(proxy, join(folder, "cert.pem")),
    showAsLatest: (version) => {
      latest = version;
    },
    damage: (file) => {
      damaged.add(file);
    },
  };
}

function environmentFor(proxy: string, certificate: string): Readonly<Record<string, string>> {
  return {
    https_proxy: proxy,
    no_proxy: "",
    CURL_CA_BUNDLE: certificate,
    SSL_CERT_FILE: certificate,
    NODE_EXTRA_CA_CERTS: certificate,
  };
}

function makeCertificate(folder: string, names: readonly string[]): void {
  const request = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2".split(" ");
  const alternatives = `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`;
  const files = ["-keyout", "key.pem", "-out", "cert.pem"];
  const command = [...request, "-subj", "/CN=downloads", "-addext", alternatives, ...files];
  const made = runProgram(command, { cwd: folder });
  expect(made.exitCode, made.stderr).toBe(0);
}

function notFound(): Response {
  return new Response("Not Found", { status: 404 });
}

function sentTo(location: string): Response {
  return new Response(undefined, { status: 302, headers: { location } });
}

async function flipped(file: Bun.BunFile): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await file.bytes();
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return bytes;
}

/** The address of a proxy that takes what is for these hosts to a port of this machine (RFC 9110, 9.3.6 CONNECT). */
async function proxyTo(port: number, hosts: readonly string[]): Promise<string> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client.on("error", () => client.destroy()));
    client.once("data", (head: Buffer) => {
      const host = /^CONNECT ([^ :]+):443 HTTP/u.exec(head.toString("latin1"))?.[1] ?? "";
      if (!hosts.includes(host)) {
        client.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        return;
      }
      const inside = connect(port, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        client.pipe(inside).pipe(client);
      });
      open.add(inside.on("error", () => client.destroy()));
    });
  });
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server.listen(0, "127.0.0.1", () => {
    resolve(undefined);
  });
  await promise;
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}
