import { mutate, seededRandom } from "@slipway/testkit";
import { expect, test } from "vitest";

import { keptCodeOf } from "./kept-code.ts";

/** The source map that the bundler makes of a source, as a compile hands it over. */
async function mapOf(
  source: string,
): Promise<{ readonly sources: readonly string[]; readonly mappings: string }> {
  const { outputs } = await Bun.build({
    entrypoints: ["/a/main.ts"],
    files: { "/a/main.ts": source },
    minify: true,
    target: "bun",
    sourcemap: "external",
  });
  const map: { readonly mappings: string } = JSON.parse(
    (await outputs.find(({ kind }) => kind === "sourcemap")?.text()) ?? "",
  );
  return { sources: ["/a/main.ts"], mappings: map.mappings };
}

const SOURCE = `#!/usr/bin/env bun
/* 😀\r\n\u2028 */ const s = "ä😀\u2028"; console.log(s, "kept");
function gone() { return "left out"; }
export const one = () => f("also kept"); if (false) f("dead");\rf("last");`;

function isKept(text: string, maps: Parameters<typeof keptCodeOf>[0]): boolean {
  const at = SOURCE.indexOf(text) - 1;
  return keptCodeOf(maps)({ path: "/a/main.ts", text: SOURCE }, { at, end: at + text.length + 2 });
}

test("keptCodeOf() tells what is left of a source", async () => {
  const maps = [{ sources: ["/b.ts"], mappings: "AAAA" }, await mapOf(SOURCE)];
  for (const text of ["kept", "also kept", "last"]) expect(isKept(text, maps), text).toBe(true);
  for (const text of ["left out", "dead"]) expect(isKept(text, maps), text).toBe(false);
});

test("keptCodeOf() knows nothing of a source that is in no map", () => {
  expect(isKept("kept", [])).toBe(false);
});

test("keptCodeOf() takes any mappings", async () => {
  const { sources, mappings } = await mapOf(SOURCE);
  const bytes = new TextEncoder().encode(mappings);
  for (let seed = 1; seed <= 500; seed++) {
    const changed = new TextDecoder().decode(mutate(bytes, seededRandom(seed)));
    expect(isKept("kept", [{ sources, mappings: changed }]), `seed ${seed}`).toBeTypeOf("boolean");
  }
});
