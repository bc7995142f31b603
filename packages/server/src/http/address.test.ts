import { networkInterfaces } from "node:os";

import { expect, test } from "vitest";

import { urlForClients } from "./address.ts";

test.each([
  "http://127.0.0.1:8080/mcp",
  "http://localhost:1/sse",
  "http://[::1]:7421/mcp",
  "http://192.168.1.4:80/",
])("urlForClients() leaves %s", (url) => {
  expect(urlForClients(url)).toBe(url);
});

test.each(["0.0.0.0", "[::]"])("urlForClients() has an address of this computer for %s", (host) => {
  const { hostname, port, pathname } = new URL(urlForClients(`http://${host}:8080/mcp`));
  const own = Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address));
  expect(own).toContain(hostname.replaceAll(/[[\]]/gu, ""));
  expect([port, pathname]).toEqual(["8080", "/mcp"]);
});
