/** HTTPS of the daemon, compiled and from the checkout: what it trusts, what it refuses, and how it says so. */

import { copyFileSync, mkdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { runProgram, tempFolder } from "@slipway/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { MAIN, ownedDaemon } from "../testing/daemon-process.ts";
import { certificateProblem } from "./certificate-problem.ts";
import { AUTHORITY, type TlsServers, tlsServers } from "./testing/tls-servers.ts";

const CONFIG = resolve(import.meta.dirname, "..", "..", "..", "..", "slipway.config.ts");
const STORE = "/etc/ssl/certs";

const isCi = process.env["CI"] === "true";
/** Both are in `.ci/apt-packages`; what is missing fails in CI. */
const hasTools = isCi || Bun.which("openssl") !== null;
/** A mount namespace of its own, where the system's store can be another one. */
const hasNamespaces =
  isCi || (Bun.which("unshare") !== null && Bun.spawnSync(["unshare", "-rm", "true"]).exitCode === 0);

/** Made when it is needed. */
const built = join(realpathSync(tmpdir()), `slipway-test-${Bun.randomUUIDv7()}`);
const compiled = join(built, "chatty-daemon");
let servers: TlsServers;

const PROGRAMS = [
  { what: "the compiled daemon", program: [compiled], env: {} },
  // As chatty starts it.
  { what: "the checkout", program: [process.execPath, MAIN], env: { NODE_USE_SYSTEM_CA: "1" } },
] as const;

describe.skipIf(!hasTools || process.platform === "win32")("HTTPS of the daemon", () => {
  beforeAll(async () => {
    mkdirSync(built, { mode: 0o700 });
    servers = tlsServers(join(built, "tls"));
    compile(compiled, { entry: MAIN, execArgv: await execArgvOfDaemon() });
  });
  afterAll(async () => {
    await servers.stop();
    rmSync(built, { recursive: true, force: true });
  });

  describe.each(PROGRAMS)("$what", ({ program, env }) => {
    test("refuses an authority that nobody knows, and says which and what to do", async () => {
      const { state, output, error } = await request(servers.good, { program, env });
      expect({ state, output, code: error?.code }).toEqual({
        state: "failed",
        output: "",
        code: "request-failed",
      });
      expect(error?.message).toBe(
        `Cannot request "${new URL(servers.good).host}": its certificate is from the unknown authority "${AUTHORITY}", one that is trusted here is wanted`,
      );
      expect(error?.hint).toContain("NODE_EXTRA_CA_CERTS");
    });

    test("tells a certificate that is signed by itself from one whose authority has the same name", async () => {
      const itself = await request(servers.selfSigned, { program, env });
      expect(itself.error?.message).toContain(': its certificate "self" is signed by itself, one that is');
      const same = await request(servers.sameName, { program, env });
      expect(same.error?.message).toContain(
        `: its certificate is from the unknown authority "${AUTHORITY}", one`,
      );
    });

    test("does so too where the environment asks for less", async () => {
      const lax = { ...env, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
      expect(await request(servers.good, { program, env: lax })).toMatchObject({ state: "failed" });
    });

    test("trusts NODE_EXTRA_CA_CERTS, but no other host's certificate and none that has expired", async () => {
      const trusting = { program, env: { ...env, NODE_EXTRA_CA_CERTS: servers.authority } };
      expect(await request(servers.good, trusting)).toMatchObject({ exit_code: 200, output: "hello" });
      const wrongHost = await request(servers.wrongHost, trusting);
      expect(wrongHost.error?.message).toContain(
        'its certificate is for DNS:other.example, one for "localhost" is wanted',
      );
      const expired = await request(servers.expired, trusting);
      expect(expired.error?.message).toMatch(
        /: its certificate expired on \d{4}-\d\d-\d\d, one that is valid now is wanted$/u,
      );
      expect(JSON.stringify([wrongHost, expired])).not.toContain("code=secret");
    });

    test("trusts SSL_CERT_FILE", async () => {
      const trusting = { program, env: { ...env, SSL_CERT_FILE: servers.authority } };
      expect(await request(servers.good, trusting)).toMatchObject({ exit_code: 200, output: "hello" });
    });

    describe.skipIf(!hasNamespaces || process.platform !== "linux")("with another system's store", () => {
      test.each([
        ["one file", () => "ca-certificates.crt"],
        ["a file for each authority", () => servers.hashedName],
      ])("of %s trusts it", async (_kind, nameOf) => {
        const store = storeOf(nameOf());
        expect(await request(servers.good, { program: inStore(store, program), env })).toMatchObject({
          exit_code: 200,
          output: "hello",
        });
        expect((await request(servers.wrongHost, { program: inStore(store, program), env })).state).toBe(
          "failed",
        );
      });

      test("that is empty trusts NODE_EXTRA_CA_CERTS all the same, and nobody else's", async () => {
        const started = { program: inStore(storeOf(), program), env };
        expect((await request(servers.good, started)).error?.message).toContain(AUTHORITY);
        const extra = { ...env, NODE_EXTRA_CA_CERTS: servers.authority };
        expect(await request(servers.good, { ...started, env: extra })).toMatchObject({ exit_code: 200 });
      });
    });
  });

  test("a certificate that begins to be valid later is told from one that has expired", async () => {
    const error = Object.assign(new Error("no"), { code: "CERT_NOT_YET_VALID" });
    const found = await certificateProblem(servers.good, error, { nowMs: 0 });
    expect(found?.problem).toMatch(
      /^its certificate begins to be valid on \d{4}-\d\d-\d\d, one that is valid now is wanted$/u,
    );
  });

  // No server here can have a certificate of theirs. That they accept nobody else's is shown above, with an empty store.
  test("a compiled program has and trusts the roots of the web where the system has none", async () => {
    const program = join(built, "roots");
    const entry = join(import.meta.dirname, "testing", "roots.ts");
    compile(program, { entry, execArgv: await execArgvOfDaemon() });
    const command = hasNamespaces && process.platform === "linux" ? inStore(storeOf(), [program]) : [program];
    const { stdout, stderr } = runProgram(command, {
      cwd: tempFolder(),
      env: { NODE_EXTRA_CA_CERTS: undefined, SSL_CERT_FILE: undefined, SSL_CERT_DIR: undefined },
    });
    expect(stderr).toBe("");
    const roots: unknown = JSON.parse(stdout);
    expect(roots).toMatchObject({ system: hasNamespaces ? 0 : expect.any(Number), areTrusted: true });
    expect(roots).toHaveProperty(
      "bundled",
      expect.toSatisfy((count: number) => count > 100),
    );
  });
});

type Started = { readonly program: readonly string[]; readonly env: Readonly<Record<string, string>> };

type Answered = {
  readonly state: string;
  readonly exit_code: number | null;
  readonly output: string;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string } | null;
};

/** A request as the daemon performs it as a run. */
async function request(url: string, { program, env }: Started): Promise<Answered> {
  const daemon = ownedDaemon({ folder: join(tempFolder(), "data"), program, env });
  const { id } = await daemon.call.start_run({ kind: "http", url });
  let output = "";
  const ended = await daemon.call.follow_run(
    { id },
    {
      onProgress: ({ stream, text }) => {
        if (stream === "stdout") output += text;
      },
    },
  );
  expect(await daemon.end()).toBe(0);
  return { state: ended.state, exit_code: ended.exit_code, output, error: ended.error };
}

/** A folder as the system's store, with the authority under a name or empty. */
function storeOf(name?: string): string {
  const store = join(tempFolder(), "store");
  mkdirSync(store);
  if (name !== undefined) copyFileSync(servers.authority, join(store, name));
  return store;
}

function inStore(store: string, program: readonly string[]): readonly string[] {
  const script = 'mount --bind "$0" "$1" && shift && exec "$@"';
  return ["unshare", "-rm", "sh", "-c", script, store, STORE, ...program];
}

type Compiled = { readonly entry: string; readonly execArgv: readonly string[] };

function compile(outfile: string, { entry, execArgv }: Compiled): void {
  const options = ["--compile", "--format=esm", "--bytecode", `--compile-exec-argv=${execArgv.join(" ")}`];
  const command = [process.execPath, "build", ...options, entry, "--outfile", outfile];
  const { exitCode, stderr } = runProgram(command, { cwd: built });
  if (exitCode !== 0) throw new Error(stderr);
}

/** As it is built for users. */
async function execArgvOfDaemon(): Promise<readonly string[]> {
  const { default: config } = await import(CONFIG);
  return config.apps["chatty-daemon"].execArgv;
}
