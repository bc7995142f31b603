/** Every target from this machine: with the network cut, with every cache empty, and always the same bytes. */

import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { inspectExecutable, type SignatureState } from "@slipway/executable";
import {
  DEFAULT_TARGET_IDS,
  executableName,
  runtimeTargetsOf,
  TARGET_IDS,
  type TargetId,
  TARGETS,
} from "@slipway/targets";
import { type Ran, runSlipway, sha256Of, tempFolder } from "@slipway/testkit";
import { expect, onTestFinished, test } from "vitest";

const REPOSITORY = resolve(import.meta.dirname, "..", "..");
const APPS = ["chatty", "chatty-daemon"];
const UNIVERSAL: TargetId = "darwin-universal";
/** What this repository configures. */
const CONFIGURED = TARGET_IDS.filter((target) => DEFAULT_TARGET_IDS.includes(target) || target === UNIVERSAL);
const BY_NAME = TARGET_IDS.filter((target) => !CONFIGURED.includes(target));

/** A `dist` and a home of its own for a build of this repository; both are empty. */
type Place = { readonly dist: string; readonly home: string };

function newPlace(): Place {
  const base = tempFolder();
  const place = { dist: join(base, "dist"), home: join(base, "home") };
  for (const folder of Object.values(place)) mkdirSync(folder);
  return place;
}

/** Runs `slipway build` on this repository, with the place's folder in place of the repository's `dist`. */
async function build(
  place: Place,
  options: {
    readonly args: readonly string[];
    readonly network: "cut" | "there";
    readonly env?: Readonly<Record<string, string>>;
  },
): Promise<Ran> {
  mkdirSync(join(REPOSITORY, "dist"), { recursive: true });
  const namespaces = ["--mount", "--map-root-user", ...(options.network === "cut" ? ["--net"] : [])];
  const script = 'mount --bind "$0" dist && exec "$@"';
  return runSlipway(["build", ...options.args], {
    cwd: REPOSITORY,
    env: { HOME: place.home, BUN_INSTALL_CACHE_DIR: join(place.home, "cache"), ...options.env },
    under: ["unshare", ...namespaces, "sh", "-c", script, place.dist],
  });
}

/** Reads every executable back as a stranger would and returns the digests by file. */
async function readBack(
  place: Place,
  targets: readonly TargetId[],
): Promise<Readonly<Record<string, string>>> {
  const digests: Record<string, string> = {};
  for (const target of targets) {
    for (const app of APPS) {
      const path = join(place.dist, "build", target, executableName(app, target));
      const { format, slices, sha256 } = await inspectExecutable(path);
      expect(format, target).toBe(TARGETS[target].format);
      expect(slices, target).toMatchObject(
        runtimeTargetsOf(target).map((slice) => ({
          os: TARGETS[slice].os,
          cpu: TARGETS[slice].cpu,
          libc: TARGETS[slice].libc,
          bunVersion: "1.4.4",
          contents: { entry: app },
          signature: signatureOf(app, target),
        })),
      );
      expect(sha256).toBe(sha256Of(path));
      digests[`${app} ${target}`] = sha256;
    }
  }
  return digests;
}

function signatureOf(app: string, target: TargetId): SignatureState {
  return TARGETS[target].os === "darwin" ? { kind: "ad-hoc", identifier: app } : { kind: "none" };
}

/** What the record says, by app and target. */
function recorded(place: Place): Readonly<Record<string, string>> {
  const record: {
    readonly executables: readonly {
      readonly app: string;
      readonly target: string;
      readonly sha256: string;
    }[];
  } = JSON.parse(readFileSync(join(place.dist, "build.json"), "utf8"));
  return Object.fromEntries(
    record.executables.map(({ app, target, sha256 }) => [`${app} ${target}`, sha256]),
  );
}

function expectSuccess(ran: Ran): void {
  expect({ exitCode: ran.exitCode, stderr: ran.stderr }).toEqual({
    exitCode: 0,
    stderr: expect.not.stringContaining("error"),
  });
}

test("all configured targets build without a network, a home and a cache, twice to the same bytes", async () => {
  const offline = newPlace();
  expectSuccess(await build(offline, { args: [], network: "cut" }));
  const digests = await readBack(offline, CONFIGURED);
  expect(Object.keys(digests)).toHaveLength(18);
  expect(recorded(offline)).toEqual(digests);
  const kept = readdirSync(offline.home, { recursive: true, encoding: "utf8" });
  expect(kept.filter((name) => /(?:^|\/)bun-/u.test(name))).toEqual([]);

  const requests: string[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) => {
      requests.push(request.url);
      return new Response("", { status: 404 });
    },
  });
  onTestFinished(async () => server.stop(true));
  const proxied = newPlace();
  const address = server.url.href;
  const env = {
    HTTP_PROXY: address,
    HTTPS_PROXY: address,
    ALL_PROXY: address,
    npm_config_registry: address,
    BUN_CONFIG_REGISTRY: address,
    BUN_COMPILE_TARGET_TARBALL_URL: `${address}runtime.tgz`,
  };
  expectSuccess(await build(proxied, { args: [], network: "there", env }));
  expect(requests).toEqual([]);
  expect(recorded(proxied)).toEqual(digests);
});

test("the targets that are built by name alone build and are read back", async () => {
  const place = newPlace();
  const args = BY_NAME.flatMap((target) => ["--target", target]);
  expectSuccess(await build(place, { args, network: "cut" }));
  expect(recorded(place)).toEqual(await readBack(place, BY_NAME));
});

test("a universal executable holds, byte for byte, what is built for each CPU", async () => {
  const place = newPlace();
  const targets = [UNIVERSAL, ...runtimeTargetsOf(UNIVERSAL)];
  expectSuccess(
    await build(place, { args: targets.flatMap((target) => ["--target", target]), network: "cut" }),
  );
  for (const app of APPS) {
    const whole = readFileSync(join(place.dist, "build", UNIVERSAL, app));
    const { slices } = await inspectExecutable(join(place.dist, "build", UNIVERSAL, app));
    for (const [index, target] of runtimeTargetsOf(UNIVERSAL).entries()) {
      const { offset = 0, sizeBytes = 0 } = slices[index]?.region ?? {};
      const thin = readFileSync(join(place.dist, "build", target, app));
      expect(thin.equals(whole.subarray(offset, offset + sizeBytes)), `${app} ${target}`).toBe(true);
    }
  }
});
