import { createServer } from "node:net";

import { describe, expect, onTestFinished, test } from "vitest";

import { certificateProblem } from "./certificate-problem.ts";

function errorOf(code: string): Error {
  return Object.assign(new Error("no"), { code });
}

/** Where nobody answers. */
const NOBODY = "https://127.0.0.1:9/";
/** Where a proxy is in between, no name of a host is looked up. */
const PROXIED = { variables: { https_proxy: "http://127.0.0.1:9" } };

describe("certificateProblem()", () => {
  test.each(["ECONNREFUSED", "", "constructor", "CERT_REVOKED"])("knows nothing of %o", async (code) => {
    expect(await certificateProblem(NOBODY, errorOf(code))).toBeUndefined();
  });

  test("knows nothing of what is no error", async () => {
    expect(await certificateProblem(NOBODY, "CERT_HAS_EXPIRED")).toBeUndefined();
  });

  test.each([
    [
      "SELF_SIGNED_CERT_IN_CHAIN",
      "is from an unknown authority, one that is trusted here is wanted",
      "NODE_EXTRA",
    ],
    ["CERT_HAS_EXPIRED", "has expired or is not valid yet", "clock"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", 'is for other hosts, one for "example.test" is wanted', "address"],
  ])("says of %s what is wrong where the certificate cannot be seen", async (code, problem, hint) => {
    const found = await certificateProblem("https://example.test/secret", errorOf(code), PROXIED);
    expect(found?.problem).toContain(problem);
    expect(found?.problem).not.toContain("secret");
    expect(found?.hint).toContain(hint);
  });

  test("does so too where nobody answers any more, or with something else", async () => {
    const server = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    for (const url of [NOBODY, `https://127.0.0.1:${port}/`]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      const found = await certificateProblem(url, errorOf("DEPTH_ZERO_SELF_SIGNED_CERT"));
      expect(found?.problem).toContain("an unknown authority");
    }
  });
});
