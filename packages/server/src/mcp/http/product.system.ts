/** What programs of others say of the compiled executable: the conformance suite and the inspector. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { buildChatty, newUser } from "../../testing/both.ts";
import { hasInteropTools, inspect, runConformance } from "./testing/interop-tools.ts";
import { PRODUCT_SCENARIOS } from "./testing/product-scenarios.ts";
import { startProduct } from "./testing/product-server.ts";

describe.skipIf(!hasInteropTools)("the compiled executable", () => {
  let built: Awaited<ReturnType<typeof buildChatty>> | undefined;
  const command = (): readonly string[] => [built?.executable ?? "not built"];

  beforeAll(async () => {
    built = await buildChatty();
  });
  afterAll(() => built?.remove());

  test.each(["2025-11-25", "2026-07-28"] as const)(
    "passes all of the conformance suite for %s that asks for nothing of the suite's own",
    async (revision) => {
      const server = await startProduct(command(), newUser());
      const { scenarios, report } = await runConformance(`${server.origin}/mcp`, revision);
      const { passes, fails } = PRODUCT_SCENARIOS[revision];
      const passed = scenarios.filter(({ failed }) => failed === 0).map(({ name }) => name);
      const failed = scenarios.filter((scenario) => scenario.failed > 0).map(({ name }) => name);
      expect(passed.toSorted(), report).toEqual(passes.toSorted());
      expect(failed.toSorted(), report).toEqual(Object.values(fails).flat().toSorted());
      const stateless = scenarios.find(({ name }) => name === "server-stateless");
      if (stateless !== undefined) expect(stateless).toMatchObject({ passed: 24, failed: 4 });
      expect(await server.stop()).toBe(0);
      expect(await server.stderr()).not.toMatch(/ error /u);
    },
  );

  test.each(["stdio", "http", "sse"] as const)("speaks with the inspector over %s", async (transport) => {
    const user = newUser();
    const place = { env: { ...user.env }, cwd: user.cwd };
    const server = transport === "stdio" ? undefined : await startProduct(command(), user);
    const path = transport === "sse" ? "/sse" : "/mcp";
    const target =
      server === undefined
        ? [...command(), "server", "start"]
        : [`${server.origin}${path}`, "--transport", transport];
    async function ask(...args: readonly string[]): Promise<unknown> {
      const { exitCode, stdout, stderr } = await inspect([...target, "--method", ...args], place);
      expect(exitCode, stderr).toBe(0);
      return JSON.parse(stdout);
    }
    const names = ["about", "hash", "time", "uuid"];
    expect(await ask("tools/list")).toMatchObject({ tools: names.map((name) => ({ name })) });
    expect(
      await ask("tools/call", "--tool-name", "hash", "--tool-arg", "text=abc", "algorithm=md5"),
    ).toMatchObject({
      structuredContent: { algorithm: "md5", digest: "900150983cd24fb0d6963f7d28e17f72" },
    });
    expect(await ask("resources/list")).toMatchObject({ resources: expect.any(Array) });
    expect(await ask("prompts/list")).toMatchObject({ prompts: [{ name: "explain-run" }] });
  });
});
