/** HTTPS servers of this machine with certificates of an authority that nobody knows. */

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const AUTHORITY = "Nobody's Own Authority";

export type TlsServers = {
  /** The file of the authority's certificate. */
  readonly authority: string;
  /** The name under which OpenSSL looks for it in a folder. */
  readonly hashedName: string;
  /** One for `localhost`, one for another host, one that expired yesterday: all answer `hello`. */
  readonly good: string;
  readonly wrongHost: string;
  readonly expired: string;
  /** One of another organization that calls itself as the authority does, and one that no authority has signed. */
  readonly sameName: string;
  readonly selfSigned: string;
  readonly stop: () => Promise<void>;
};

/** Makes them in an empty folder, by `openssl`. */
export function tlsServers(folder: string): TlsServers {
  mkdirSync(folder, { recursive: true });
  const openssl = (...args: readonly string[]): string =>
    execFileSync("openssl", args, { cwd: folder, stdio: "pipe", encoding: "utf8" });
  makeAuthority(openssl);
  const signed = CERTIFICATES.map(({ name, subject, hosts, validity }) => {
    openssl("req", "-newkey", ...KEY, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", subject);
    writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${hosts}\n`);
    const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-extfile", `${name}.ext`, "-CAcreateserial"];
    openssl("x509", "-req", "-in", `${name}.csr`, ...signing, "-out", `${name}.pem`, ...validity);
    return name;
  });
  makeSelfSigned(openssl);
  const servers = [...signed, "self"].map((name) =>
    serve({ cert: read(folder, `${name}.pem`), key: read(folder, `${name}.key`) }),
  );
  const urlOf = (index: number): string => `https://localhost:${servers[index]?.port}/path?code=secret`;
  return {
    authority: join(folder, "ca.pem"),
    hashedName: `${openssl("x509", "-hash", "-noout", "-in", "ca.pem").trim()}.0`,
    good: urlOf(0),
    wrongHost: urlOf(1),
    expired: urlOf(2),
    sameName: urlOf(3),
    selfSigned: urlOf(4),
    stop: async () => {
      await Promise.all(servers.map(async (server) => server.stop(true)));
    },
  };
}

const KEY = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"] as const;

const CERTIFICATES = [
  { name: "good", subject: "/CN=good", hosts: "DNS:localhost,IP:127.0.0.1", validity: ["-days", "2"] },
  { name: "wrong-host", subject: "/CN=wrong-host", hosts: "DNS:other.example", validity: ["-days", "2"] },
  // `-days` counts from now.
  { name: "expired", subject: "/CN=expired", hosts: "DNS:localhost", validity: ["-days", "-1"] },
  { name: "same", subject: `/O=Another/CN=${AUTHORITY}`, hosts: "DNS:localhost", validity: ["-days", "2"] },
] as const;

function makeAuthority(openssl: (...args: readonly string[]) => string): void {
  const files = ["-keyout", "ca.key", "-out", "ca.pem"];
  const extensions = ["-addext", "keyUsage=critical,keyCertSign"];
  openssl(
    "req",
    "-x509",
    "-newkey",
    ...KEY,
    ...files,
    "-days",
    "2",
    "-subj",
    `/CN=${AUTHORITY}`,
    ...extensions,
  );
}

function makeSelfSigned(openssl: (...args: readonly string[]) => string): void {
  const files = ["-keyout", "self.key", "-out", "self.pem", "-days", "2"];
  openssl(
    "req",
    "-x509",
    "-newkey",
    ...KEY,
    ...files,
    "-subj",
    "/CN=self",
    "-addext",
    "subjectAltName=DNS:localhost",
  );
}

function serve(tls: { readonly cert: string; readonly key: string }): Bun.Server<undefined> {
  return Bun.serve({ port: 0, hostname: "127.0.0.1", tls, fetch: () => new Response("hello") });
}

function read(folder: string, name: string): string {
  return readFileSync(join(folder, name), "utf8");
}
