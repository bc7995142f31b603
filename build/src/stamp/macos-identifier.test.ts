import { expect, test } from "vitest";

import { sampleApp } from "../testing/samples.ts";
import { macosIdentifier } from "./macos-identifier.ts";

test("macosIdentifier() is the configured one, else the app's name", () => {
  expect(macosIdentifier(sampleApp({ name: "hello" }))).toBe("hello");
  expect(macosIdentifier(sampleApp({ macos: { identifier: "com.example.hello" } }))).toBe(
    "com.example.hello",
  );
});
