import { caught, mutate, seededRandom } from "@slipway/testkit";
import { Fault } from "@slipway/fault";
import { describe, expect, test } from "vitest";

import { readProviders } from "./provider.ts";

const PATH = "/data/providers.json";

const code = {
  id: "git",
  kind: "oauth_code",
  issuer: "https://id.example.com",
  clientId: "abc",
  clientSecret: "s",
  clientAuth: "post",
  scopes: ["a"],
  parameters: { prompt: "consent" },
  hosts: ["api.example.com", "api.example.com:8443"],
};
const device = {
  id: "tv",
  kind: "oauth_device",
  endpoints: { deviceAuthorization: "https://id.example.com/device", token: "https://id.example.com/token" },
  clientId: "abc",
  scopes: [],
  hosts: ["api.example.com"],
};
const key = {
  id: "keys",
  kind: "api_key",
  header: "x-key",
  check: {
    url: "https://api.example.com/me",
    method: "POST",
    secondFactorHeader: "x-otp",
    sessionMember: "token",
  },
  hosts: ["api.example.com"],
};

describe("readProviders()", () => {
  test("takes all kinds as they are declared", () => {
    expect(readProviders([code, device, key], PATH)).toEqual([code, device, key]);
    expect(readProviders([], PATH)).toEqual([]);
  });

  test.each<[object, string]>([
    [{ ...code, id: "Git Hub" }, '"id" must'],
    [{ ...code, kind: "password" }, '"kind" must be one of oauth_code, oauth_device, api_key'],
    [{ ...code, issuer: "http://id.example.com" }, '"issuer" must'],
    [{ ...code, issuer: undefined }, '"issuer" or "endpoints" is needed'],
    [
      { ...code, issuer: undefined, endpoints: { token: "https://a/b" } },
      '"endpoints.authorization" is missing',
    ],
    [{ ...code, clientId: 1 }, '"clientId" is missing'],
    [{ ...code, clientAuth: "jwt" }, '"clientAuth" must'],
    [{ ...code, scopes: "a b" }, '"scopes" must'],
    [{ ...code, hosts: ["https://api.example.com"] }, '"hosts" must'],
    [{ ...code, hosts: ["api.example.com/path"] }, '"hosts" must'],
    [{ ...code, hosts: ["*.example.com "] }, '"hosts" must'],
    [{ ...code, parameters: { a: 1 } }, '"parameters" must'],
    [{ ...device, endpoints: { ...device.endpoints, token: "ftp://a/" } }, '"endpoints.token" must'],
    [{ ...device, endpoints: 1 }, '"endpoints" must'],
    [{ ...key, header: "a b" }, '"header" must'],
    [
      { ...key, check: { url: "https://evil.example/me" } },
      '"check.url" must be an https address, or an http one of this machine, of one of "hosts"',
    ],
    [{ ...key, check: undefined, hosts: [] }, '"hosts" must name at least one'],
    [{ ...key, check: 1 }, '"check" must'],
    [{ ...key, haeder: "x-key" }, '"haeder" is not known; known are id, kind, hosts, header, scheme, check'],
    [{ ...key, check: { ...key.check, tpyo: 1 } }, '"check.tpyo" is not known; known are url, method'],
    [{ ...code, scope: [] }, '"scope" is not known; known are id, kind, hosts, issuer'],
    [
      { ...device, endpoints: { ...device.endpoints, revoke: "https://a/b" } },
      '"endpoints.revoke" is not known; known are authorization,',
    ],
  ])("refuses %j", async (provider, problem) => {
    const fault = await caught(() => readProviders([provider], PATH));
    expect(fault.code).toBe("provider-invalid");
    expect(fault.message).toContain(PATH);
    expect(fault.details.join("\n")).toContain(`providers[0]: ${problem}`);
  });

  test("says of an unknown kind nothing but that", async () => {
    const { details } = await caught(() => readProviders([{ ...key, kind: "apikey" }], PATH));
    expect(details).toEqual(['providers[0]: "kind" must be one of oauth_code, oauth_device, api_key']);
  });

  test("tells everything that is wrong, and quotes no secret", async () => {
    const { details } = await caught(() =>
      readProviders([{ ...code, id: 1, clientSecret: 5 }, 3, key, key], PATH),
    );
    expect(details).toHaveLength(4);
    expect((await caught(() => readProviders({}, PATH))).details).toEqual(["a list is wanted"]);
  });

  test("tells the first of many that are wrong", async () => {
    const many = Array.from({ length: 2000 }, () => 3);
    const { message, details } = await caught(() => readProviders(many, PATH));
    expect(message).toContain("2000 things are wrong");
    expect(details).toHaveLength(21);
    expect(details.at(-1)).toBe("and 1980 more");
  });

  test("takes or refuses whatever a mutation makes of it", () => {
    const random = seededRandom(5);
    const seed = new TextEncoder().encode(JSON.stringify([code, device, key]));
    for (let round = 0; round < 2000; round++) {
      let value: unknown;
      try {
        value = JSON.parse(new TextDecoder().decode(mutate(seed, random)));
      } catch {
        continue;
      }
      try {
        readProviders(value, PATH);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
      }
    }
  });
});
