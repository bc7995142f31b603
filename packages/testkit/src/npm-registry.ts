/** A package registry on loopback that has what this repository has installed: foreign projects install from it. */

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { onTestFinished } from "vitest";

export type NpmRegistry = {
  readonly url: string;
  /** What makes the package managers use it and nothing else, with a home and caches of its own below `folder`. */
  readonly environment: (folder: string) => Readonly<Record<string, string>>;
};

type Stored = {
  readonly name: string;
  readonly version: string;
  /** Absolute path of the package. */
  readonly folder: string;
};

type Packed = { readonly bytes: Uint8Array; readonly integrity: string };

/** Where the isolated linker keeps every package once, in folders `name@version` with "+" for "/". */
const STORE = resolve(import.meta.dirname, "..", "..", "..", "node_modules", ".bun");

/** Packing takes milliseconds a package; every registry of a process shares what was packed. */
const packed = new Map<string, Packed>();

/** Serves every installed package until the test is finished. */
export function npmRegistry(): NpmRegistry {
  const stored = storedPackages();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request): Response => answer(stored, new URL(request.url)),
  });
  onTestFinished(() => server.stop(true));
  const url = server.url.href;
  return {
    url,
    environment: (folder) => ({
      HOME: folder,
      BUN_CONFIG_REGISTRY: url,
      BUN_INSTALL_CACHE_DIR: join(folder, "bun-cache"),
      npm_config_registry: url,
      npm_config_cache: join(folder, "npm-cache"),
      npm_config_userconfig: join(folder, ".npmrc"),
      npm_config_update_notifier: "false",
      npm_config_audit: "false",
      npm_config_fund: "false",
    }),
  };
}

function answer(stored: readonly Stored[], url: URL): Response {
  const [name = "", file] = decodeURIComponent(url.pathname.slice(1)).split("/-/");
  const versions = stored.filter((found) => found.name === name);
  if (file !== undefined) {
    const wanted = versions.find(({ version }) => file === `${version}.tgz`);
    return wanted === undefined
      ? new Response("", { status: 404 })
      : new Response(Buffer.from(pack(wanted).bytes));
  }
  if (versions.length === 0) return Response.json({ error: "not found" }, { status: 404 });
  const described = versions.map((found) => {
    const json: Readonly<Record<string, unknown>> = JSON.parse(
      readFileSync(join(found.folder, "package.json"), "utf8"),
    );
    const tarball = new URL(`${name}/-/${found.version}.tgz`, url.origin).href;
    return [found.version, { ...json, dist: { tarball, integrity: pack(found).integrity } }] as const;
  });
  return Response.json({
    name,
    "dist-tags": { latest: versions.at(-1)?.version },
    versions: Object.fromEntries(described),
  });
}

function storedPackages(): readonly Stored[] {
  const found = readdirSync(STORE).flatMap((entry) => {
    const [, name = "", version = ""] =
      /^(@?[^@]+)@(\d[^+]*)/u.exec(entry.replace(/^(@[^+]+)\+/u, "$1/")) ?? [];
    const folder = join(STORE, entry, "node_modules", name);
    return name !== "" && existsSync(join(folder, "package.json")) ? [{ name, version, folder }] : [];
  });
  return found.toSorted((a, b) => Bun.semver.order(a.version, b.version));
}

function pack({ folder }: Stored): Packed {
  const known = packed.get(folder);
  if (known !== undefined) return known;
  const work = realpathSync(mkdtempSync(join(tmpdir(), "slipway-registry-")));
  try {
    cpSync(folder, join(work, "package"), { recursive: true });
    const tar = Bun.spawnSync(["tar", "-cf", "-", "package"], { cwd: work });
    if (!tar.success) throw new Error(tar.stderr.toString());
    const bytes = gzipSync(tar.stdout, { level: 1 });
    const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
    const result = { bytes, integrity };
    packed.set(folder, result);
    return result;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
