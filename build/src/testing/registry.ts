/** A package registry on loopback that holds one runtime package in several versions. */

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { onTestFinished } from "vitest";

export type Registry = {
  readonly url: string;
  /** How many requests it answered. */
  readonly requests: () => number;
};

type Packed = { readonly version: string; readonly bytes: Uint8Array };

/** Serves `name` with one file `bin/bun` per version, each with the content given. */
export function serveRegistry(name: string, versions: Readonly<Record<string, string>>): Registry {
  let requests = 0;
  const packed = Object.entries(versions).map(([version, content]) => pack(name, version, content));
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request): Response => {
      requests++;
      const { pathname } = new URL(request.url);
      const tarball = packed.find(({ version }) => pathname.endsWith(`-${version}.tgz`));
      if (tarball !== undefined) return new Response(Buffer.from(tarball.bytes));
      if (decodeURIComponent(pathname) === `/${name}`)
        return Response.json(document(name, packed, new URL("/", request.url)));
      return new Response("", { status: 404 });
    },
  });
  onTestFinished(() => server.stop(true));
  return { url: server.url.href, requests: () => requests };
}

function pack(name: string, version: string, content: string): Packed {
  const folder = tempFolder();
  mkdirSync(join(folder, "package", "bin"), { recursive: true });
  writeFileSync(join(folder, "package", "package.json"), JSON.stringify({ name, version }));
  writeFileSync(join(folder, "package", "bin", "bun"), content);
  const { success, stderr } = Bun.spawnSync(["tar", "-czf", "p.tgz", "package"], { cwd: folder });
  if (!success) throw new Error(stderr.toString());
  return { version, bytes: readFileSync(join(folder, "p.tgz")) };
}

function document(name: string, packed: readonly Packed[], url: URL): unknown {
  const versions = packed.map(({ version, bytes }) => {
    const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
    const tarball = new URL(`${name}/-/package-${version}.tgz`, url).href;
    return [version, { name, version, dist: { tarball, integrity } }] as const;
  });
  return { name, "dist-tags": { latest: packed.at(-1)?.version }, versions: Object.fromEntries(versions) };
}
