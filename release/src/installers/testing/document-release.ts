/** Two releases of this repository's own product for this machine and some others, signed with a key of their own. */

import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { type Checkout, freshCheckout } from "@slipway/testkit";
import { expect } from "vitest";

/** Oldest first. */
export const VERSIONS = ["0.1.0", "0.2.0"] as const;

/** One that runs here, one for another C library, one for another CPU. */
const TARGETS = '"linux-x64", "linux-x64-musl", "linux-arm64"';

export type DocumentReleases = {
  /** The folder of each release's files, by version. */
  readonly folders: Readonly<Record<string, string>>;
  readonly publicKey: string;
  /** Where the sources of the releases are, with a commit that names the key. */
  readonly checkout: Checkout;
  /** Where the packages that were brought for them are kept. */
  readonly packages: string;
};

/** Makes both, in a folder that is there until the test is finished. */
export function documentReleases(): DocumentReleases {
  const checkout = freshCheckout();
  const base = dirname(checkout.root);
  const { stdout } = ran(checkout, "bun run slipway keys new --no-password --out ..");
  const publicKey = /"(RW.*)"/u.exec(stdout)?.[1] ?? "";
  const folders = VERSIONS.map((version) => {
    configure(checkout, { version, publicKey });
    ran(checkout, `git commit -qam 'version ${version}'`);
    ran(checkout, "SLIPWAY_SECRET_KEY_FILE=../slipway.key bun run release");
    const folder = join(base, `v${version}`);
    mkdirSync(folder);
    cpSync(join(checkout.root, "dist", "release"), folder, { recursive: true });
    return [version, folder];
  });
  const packages = join(base, "home", ".bun", "install", "cache");
  return { folders: Object.fromEntries(folders), publicKey, checkout, packages };
}

function configure(
  checkout: Checkout,
  release: { readonly version: string; readonly publicKey: string },
): void {
  const file = join(checkout.root, "slipway.config.ts");
  const text = readFileSync(file, "utf8")
    .replace(/ {2}version: ".*",\n/u, `  version: "${release.version}",\n`)
    .replace(/ {2}targets: \[[^\]]*\],\n/u, `  targets: [${TARGETS}],\n`)
    .replace(/ {2}signing: .*\n|(?= {2}apps: )/u, `  signing: { publicKey: "${release.publicKey}" },\n`);
  writeFileSync(file, text);
}

function ran(checkout: Checkout, line: string): ReturnType<Checkout["run"]> {
  const result = checkout.run(line);
  expect(result.status, `${line}\n${result.stdout}\n${result.stderr}`).toBe(0);
  return result;
}
