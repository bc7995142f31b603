/** Signatures, versions and secure connections: what is not what it claims to be is not installed. */

import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder, treeState } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { releaseServer, served } from "./testing/release-server.ts";
import { secureServer } from "./testing/secure-server.ts";
import {
  expectError,
  leftIn,
  runInstaller,
  scriptOf,
  toolFolder,
  TOOLS,
  userPlace,
  withoutWaiting,
  writeProgram,
} from "./testing/run-installer.ts";
import {
  sampleExecutable,
  sampleProduct,
  type SampleProduct,
  signatureOf,
} from "./testing/sample-product.ts";

const INSTALLED = { bin: [".tool-install", "tool", "tool-helper"], state: ["receipt"], temporary: [] };

/** A release with some of its files replaced. */
function changed(product: SampleProduct, files: Readonly<Record<string, Uint8Array>>): SampleProduct {
  return { ...product, files: new Map([...product.files, ...Object.entries(files)]) };
}

function bytesOf(product: SampleProduct, name: string): Uint8Array {
  return product.files.get(name) ?? new Uint8Array();
}

/** For the archives of all targets: a machine takes the one it needs. */
function withSignatures(
  product: SampleProduct,
  make: (archive: string, bytes: Uint8Array) => Uint8Array,
): SampleProduct {
  const archives = [...product.files].filter(([name]) => name.endsWith(".tar.gz"));
  return changed(
    product,
    Object.fromEntries(archives.map(([name, bytes]) => [`${name}.minisig`, make(name, bytes)])),
  );
}

describe.each([["minisign"], ["openssl"]])("with %s", (verifier) => {
  const path = (): string => toolFolder([...TOOLS, "sha256sum", "curl", verifier]);

  test("a good signature is accepted, and asked for", async () => {
    const product = sampleProduct("1.2.3");
    const server = await releaseServer([product]);
    const place = userPlace(scriptOf(product), server.downloads);
    const ran = await runInstaller(place, { env: { PATH: path() } });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(server.requests.at(-1)).toMatch(/\.tar\.gz\.minisig$/u);
    expect(leftIn(place)).toEqual(INSTALLED);
  });

  test.each<[string, (archive: string, bytes: Uint8Array) => Uint8Array]>([
    ["of other bytes", (archive) => signatureOf(archive, { bytes: Buffer.from("other"), version: "1.2.3" })],
    ["of another version", (archive, bytes) => signatureOf(archive, { bytes, version: "1.2.2" })],
    ["of another file", (_archive, bytes) => signatureOf("tool-other.tar.gz", { bytes, version: "1.2.3" })],
    [
      "with a changed trusted comment",
      (archive, bytes) => {
        const text = Buffer.from(signatureOf(archive, { bytes, version: "1.2.2" })).toString();
        return Buffer.from(text.replaceAll("version:1.2.2", "version:1.2.3"));
      },
    ],
    ["that is a web page", () => Buffer.from("<html>\n<body>\n</body>\n</html>\n")],
    ["that is empty", () => new Uint8Array()],
    [
      "of the old kind, which is not of the digest",
      (archive, bytes) => {
        const lines = Buffer.from(signatureOf(archive, { bytes, version: "1.2.3" }))
          .toString()
          .split("\n");
        const raw = Buffer.from(lines[1] ?? "", "base64");
        raw.write("Ed", 0, "latin1");
        return Buffer.from([lines[0], raw.toString("base64"), ...lines.slice(2)].join("\n"));
      },
    ],
  ])("a signature %s is refused", async (_what, make) => {
    const product = withSignatures(sampleProduct("1.2.3"), make);
    const server = await releaseServer([product]);
    const place = userPlace(scriptOf(product), server.downloads);
    const ran = await runInstaller(place, { env: { PATH: path() } });
    expectError(ran, { exitCode: 5, says: "its signature is not that of tool 1.2.3 by the key RW" });
    expect(treeState(place.home)).toEqual({});
  });

  test("a missing signature is a failure", async () => {
    const product = sampleProduct("1.2.3");
    const files = [...product.files].filter(([name]) => !name.endsWith(".tar.gz.minisig"));
    const server = await releaseServer([{ ...product, files: new Map(files) }]);
    const place = userPlace(scriptOf(product), server.downloads);
    const ran = await runInstaller(place, { env: { PATH: path() } });
    expectError(ran, { exitCode: 1, says: "no such file (404)" });
    expect(treeState(place.home)).toEqual({});
  });

  test("another version's checksums must be signed for that version", async () => {
    const [old, next] = [sampleProduct("1.2.3"), sampleProduct("2.0.0")];
    const replayed = changed(old, {
      "checksums.txt": bytesOf(next, "checksums.txt"),
      "checksums.txt.minisig": bytesOf(next, "checksums.txt.minisig"),
      "install.sh": bytesOf(next, "install.sh"),
    });
    const server = await releaseServer([replayed, next]);
    const place = userPlace(scriptOf(next), server.downloads);
    const ran = await runInstaller(place, { args: ["--version", "1.2.3"], env: { PATH: path() } });
    expectError(ran, { exitCode: 5, says: 'Cannot trust "checksums.txt"' });
    expect(leftIn(place)).toEqual({ bin: [], state: [], temporary: [] });
  });
});

function curlAlone(): string {
  return toolFolder([...TOOLS, "sha256sum", "curl"]);
}

describe("another version", () => {
  test("is installed without a verifier too, over the same secure connection as this one", async () => {
    const [old, next] = [sampleProduct("1.2.3"), sampleProduct("2.0.0")];
    const server = await releaseServer([old, next]);
    const place = userPlace(scriptOf(next), server.downloads);
    const ran = await runInstaller(place, { args: ["--version", "1.2.3"], env: { PATH: curlAlone() } });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(readFileSync(join(place.bin, "tool"), "utf8")).toBe(sampleExecutable("tool", "1.2.3"));
    expect(leftIn(place)).toEqual(INSTALLED);
  });

  test("is refused where neither the connection nor a signature vouches for it", async () => {
    const [old, next] = [sampleProduct("1.2.3"), sampleProduct("2.0.0")];
    const server = await releaseServer([old, next]);
    const place = userPlace(scriptOf(next), server.downloads);
    const path = toolFolder([...TOOLS, "sha256sum"]);
    symlinkSync(Bun.which("busybox") ?? "busybox", join(path, "wget"));
    const ran = await runInstaller(place, { args: ["--version", "1.2.3"], env: { PATH: path } });
    expectError(ran, { exitCode: 4, says: "this wget checks no certificates" });
    symlinkSync("/usr/bin/minisign", join(path, "minisign"));
    expect((await runInstaller(place, { args: ["--version", "1.2.3"], env: { PATH: path } })).exitCode).toBe(
      0,
    );
  });

  test.each<[string, (old: SampleProduct, next: SampleProduct) => SampleProduct, number, string]>([
    ["that is not there", (_old, next) => next, 1, "no such file (404)"],
    [
      "whose installer was changed",
      (old) => changed(old, { "install.sh": Buffer.from("#!/bin/sh\necho gotcha\n") }),
      5,
      'Cannot trust "install.sh": its SHA-256 is',
    ],
    [
      "that had no installer yet",
      (old) =>
        changed(old, {
          "checksums.txt": Buffer.from(
            Buffer.from(bytesOf(old, "checksums.txt"))
              .toString()
              .replace(/^.*install\.sh\n/mu, ""),
          ),
        }),
      1,
      "it has no installer",
    ],
    [
      "whose installer is another version's",
      (old, next) =>
        changed(old, {
          "install.sh": bytesOf(next, "install.sh"),
          "checksums.txt": bytesOf(next, "checksums.txt"),
        }),
      5,
      "it is that of another version",
    ],
  ])("%s is refused", async (_what, make, exitCode, says) => {
    const [old, next] = [sampleProduct("1.2.3"), sampleProduct("2.0.0")];
    const server = await releaseServer([make(old, next), next]);
    const place = userPlace(scriptOf(next), server.downloads);
    const ran = await runInstaller(place, { args: ["--version", "1.2.3"], env: { PATH: curlAlone() } });
    expectError(ran, { exitCode, says });
    expect(leftIn(place)).toEqual({ bin: [], state: [], temporary: [] });
  });

  test("is refused where addresses have no version", async () => {
    const product = sampleProduct("1.2.3");
    const place = userPlace(scriptOf(product), "https://downloads.invalid/{file}");
    const ran = await runInstaller(place, { args: ["--version", "1.2.2"] });
    expectError(ran, { exitCode: 1, says: "only 1.2.3 is at https://downloads.invalid/{file}" });
  });
});

function trusting(certificate: string, tool: string): Record<string, string> {
  const path = withoutWaiting(toolFolder([...TOOLS, "sha256sum", tool]));
  const settings = join(tempFolder(), "wgetrc");
  writeFileSync(settings, `ca_certificate = ${certificate}\n`);
  return { PATH: path, CURL_CA_BUNDLE: certificate, WGETRC: settings };
}

describe("a secure server", () => {
  const tools = [["curl"], ["wget"]];

  test.each(tools)("is used by %s when its certificate is good", async (tool) => {
    const product = sampleProduct("1.2.3");
    const server = await secureServer(product);
    const place = userPlace(scriptOf(product), server.downloads);
    const ran = await runInstaller(place, { env: trusting(server.certificate, tool) });
    expect(ran.exitCode, ran.stderr).toBe(0);
    const other = await secureServer(product);
    const fresh = userPlace(scriptOf(product), other.downloads);
    const refused = await runInstaller(fresh, { env: trusting(server.certificate, tool) });
    expectError(refused, { exitCode: 4, says: "Cannot download" });
    expect(treeState(fresh.home)).toEqual({});
  });

  test.each(tools)("may not send %s to a plain one", async (tool) => {
    const product = sampleProduct("1.2.3");
    const plain = await releaseServer([product]);
    const server = await secureServer(product, plain.origin);
    const place = userPlace(scriptOf(product), server.downloads);
    const ran = await runInstaller(place, { env: trusting(server.certificate, tool) });
    expectError(ran, { exitCode: 4, says: "it leads to an address that is no https://" });
    expect(plain.requests).toEqual([]);
    expect(treeState(place.home)).toEqual({});
  });

  test.each(tools)("is not needed by %s on this machine, but on every other one", async (tool) => {
    const product = sampleProduct("1.2.3");
    // Another name for this machine is none that the installer knows.
    const mirror = await served((request, response) => {
      response.writeHead(302, { location: `http://127.0.0.2:1${request.url ?? ""}` }).end();
    });
    const place = userPlace(scriptOf(product), `${mirror}/v{version}/{file}`);
    const path = withoutWaiting(toolFolder([...TOOLS, "sha256sum", tool]));
    const ran = await runInstaller(place, { env: { PATH: path } });
    expectError(ran, { exitCode: 4, says: "it leads to an address that is no https://" });
    expect(treeState(place.home)).toEqual({});
  });

  test("is reached through the proxy of the environment", async () => {
    const product = sampleProduct("1.2.3");
    const place = userPlace(scriptOf(product), "https://downloads.invalid/v{version}/{file}");
    const log = join(tempFolder(), "log");
    const proxy = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: {
        data(socket, bytes) {
          writeFileSync(log, bytes);
          socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
        },
      },
    });
    onTestFinished(() => {
      proxy.stop(true);
    });
    const ran = await runInstaller(place, { env: { https_proxy: `http://127.0.0.1:${proxy.port}` } });
    expect(ran.exitCode).not.toBe(0);
    expect(readFileSync(log, "utf8")).toMatch(/^CONNECT downloads\.invalid:443 /u);
    rmSync(log);
  });
});

test("the executable that is checked is the one that is installed", async () => {
  const product = sampleProduct("1.2.3");
  const server = await releaseServer([product]);
  const place = userPlace(scriptOf(product), server.downloads);
  const path = toolFolder([...TOOLS, "sha256sum", "curl"].filter((name) => name !== "tar"));
  // A tar that unpacks and then changes what it unpacked.
  writeProgram(join(path, "tar"), '/usr/bin/tar "$@" && for f in */*; do echo "# more" >>"$f"; done');
  const ran = await runInstaller(place, { env: { PATH: path } });
  expectError(ran, { exitCode: 5, says: 'Cannot trust "tool' });
  expect(treeState(place.home)).toEqual({});
});
