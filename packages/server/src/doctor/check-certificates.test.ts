import { join } from "node:path";

import { tempFolder, writeFiles } from "@slipway/testkit";
import { expect, test } from "vitest";

import { checkCertificates } from "./check-certificates.ts";

test("checkCertificates() says nothing where none are named", () => {
  expect(checkCertificates({})).toEqual([]);
  expect(checkCertificates({ NODE_EXTRA_CA_CERTS: "" })).toEqual([]);
});

test("checkCertificates() looks whether there are any in the file", () => {
  const folder = tempFolder();
  writeFiles(folder, { "ca.pem": "-----BEGIN CERTIFICATE-----\n", "none.txt": "text" });
  const found = ["ca.pem", "none.txt", "missing.pem", "."].map((name) =>
    checkCertificates({ NODE_EXTRA_CA_CERTS: join(folder, name) }),
  );
  expect(found).toMatchObject([
    [{ state: "ok" }],
    [{ state: "warning", found: expect.stringContaining("no certificate in PEM") }],
    [
      {
        state: "warning",
        found: expect.stringContaining("missing.pem"),
        hint: "Correct NODE_EXTRA_CA_CERTS, or unset it",
      },
    ],
    [{ state: "warning" }],
  ]);
});
