import { writeFileSync } from "node:fs";

import { tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { sha256Text } from "./hash-file.ts";
import { findText, keepText, keptPath } from "./kept-texts.ts";

test("a text is found by its kind and digest, and only as it was kept", () => {
  const dist = tempFolder();
  const named = { kind: "printed", sha256: sha256Text("a") } as const;
  expect(findText(dist, named)).toBeUndefined();
  keepText(dist, { ...named, text: "a" });
  expect(findText(dist, named)).toBe("a");
  expect(findText(dist, { ...named, kind: "licenses" })).toBeUndefined();
  writeFileSync(keptPath(dist, named), "b");
  expect(findText(dist, named)).toBeUndefined();
  keepText(dist, { ...named, text: "a" });
  expect(findText(dist, named)).toBe("a");
});
