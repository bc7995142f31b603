/** A package registry on loopback that knows advisories and nothing else. */

import { onTestFinished } from "vitest";

/** What it answers to a question for advisories: those by package, or something that is no answer. */
export type AdvisoryAnswer =
  | { readonly kind: "advisories"; readonly byPackage: Readonly<Record<string, readonly unknown[]>> }
  | { readonly kind: "text"; readonly status: number; readonly text: string }
  | { readonly kind: "silence" };

export type AdvisoryRegistry = {
  readonly url: string;
  /** The versions that were asked about, by package. */
  readonly asked: () => unknown;
};

const BULK = "/-/npm/v1/security/advisories/bulk";

/** Starts it until the test ends. */
export function serveAdvisories(answer: AdvisoryAnswer): AdvisoryRegistry {
  let asked: unknown;
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    fetch: async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname !== BULK) return packument(decodeURIComponent(pathname.slice(1)));
      const bytes = new Uint8Array(await request.arrayBuffer());
      const zipped = request.headers.get("content-encoding") === "gzip";
      asked = JSON.parse(Buffer.from(zipped ? Bun.gunzipSync(bytes) : bytes).toString("utf8"));
      switch (answer.kind) {
        case "advisories":
          return Response.json(answer.byPackage);
        case "text":
          return new Response(answer.text, { status: answer.status });
        case "silence":
          return new Promise<Response>(() => undefined);
      }
    },
  });
  onTestFinished(() => server.stop(true));
  return { url: server.url.href, asked: () => asked };
}

/** npm also asks which versions there are, to see which of them are well. */
function packument(name: string): Response {
  const versions = Object.fromEntries(
    ["1.0.0", "2.0.0"].map((version) => [version, { name, version, dist: { tarball: "http://127.0.0.1/" } }]),
  );
  return Response.json({ name, "dist-tags": { latest: "2.0.0" }, versions });
}

/** What a registry says about a package. */
export function sampleAdvisory(changes: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    id: 1,
    url: "https://a.example/GHSA-1",
    title: "Left is not right",
    severity: "high",
    vulnerable_versions: "<2.0.0",
    cwe: ["CWE-1"],
    cvss: { score: 7, vectorString: null },
    ...changes,
  };
}

const HASH = `sha512-${"A".repeat(86)}==`;

/** The files of a project that has installed `left` 1.0.0. */
export const AUDITED_PROJECT: Readonly<Record<"bun" | "npm", Readonly<Record<string, string>>>> = {
  bun: {
    "package.json": '{"name": "hello", "version": "1.2.3", "dependencies": {"left": "1.0.0"}}',
    "bun.lock": JSON.stringify({
      lockfileVersion: 1,
      workspaces: { "": { name: "hello", dependencies: { left: "1.0.0" } } },
      packages: { left: ["left@1.0.0", "", {}, HASH] },
    }),
  },
  npm: {
    "package.json": '{"name": "hello", "version": "1.2.3", "dependencies": {"left": "1.0.0"}}',
    "package-lock.json": JSON.stringify({
      name: "hello",
      version: "1.2.3",
      lockfileVersion: 3,
      requires: true,
      packages: {
        "": { name: "hello", version: "1.2.3", dependencies: { left: "1.0.0" } },
        "node_modules/left": { version: "1.0.0", integrity: HASH },
      },
    }),
  },
};
