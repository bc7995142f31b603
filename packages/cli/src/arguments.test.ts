import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { type Arguments, type Options, readArguments } from "./arguments.ts";

const OPTIONS: Options = {
  host: { kind: "flag", description: "" },
  out: { kind: "text", value: "folder", description: "" },
  target: { kind: "list", value: "target", description: "" },
  config: { kind: "text", value: "file", description: "" },
};

function read(raw: readonly string[], positionals: readonly string[] = []): Arguments {
  return readArguments(raw, { command: "slipway build", options: OPTIONS, positionals });
}

describe("readArguments()", () => {
  test.each([
    [["--target=linux-x64"], ["linux-x64"]],
    [["--target", "linux-x64"], ["linux-x64"]],
    [
      ["--target", "a", "--host", "--target=b", "--target", "a"],
      ["a", "b", "a"],
    ],
    [["--target=a=b"], ["a=b"]],
    [["--target=--odd"], ["--odd"]],
    [[], []],
  ])("reads the list in %j", (raw, expected) => {
    expect(read(raw).list("target")).toEqual(expected);
  });

  test("reads flags, texts and what every command takes", () => {
    const args = read(["--host", "--out", "a b", "--json", "--config=c.ts"]);
    expect([args.flag("host"), args.flag("json"), args.flag("help")]).toEqual([true, true, false]);
    expect([args.text("out"), args.text("config"), args.text("target")]).toEqual(["a b", "c.ts", undefined]);
  });

  test("takes a flag twice for the same thing", () => {
    expect(read(["--host", "--host"]).flag("host")).toBe(true);
  });

  test("reads positional arguments among options, and after --", () => {
    expect(read(["--host", "FOLDER"], ["FOLDER"]).positionals).toEqual(["FOLDER"]);
    expect(read(["--", "--host"], ["FOLDER"]).positionals).toEqual(["--host"]);
    expect(read(["a", "--host", "b", "c"], ["FOLDER…"]).positionals).toEqual(["a", "b", "c"]);
  });

  test.each([
    ["--hots", 'Did you mean "--host"?'],
    ["--target-x=1", 'Did you mean "--target"?'],
    ["--no-host", 'Did you mean "--host"?'],
    ["--zebra", "Use one of: --host, --out, --target, --config, --json, --help"],
    ["-x", "Use one of: --host, --out, --target, --config, --json, --help"],
    ["--constructor", "Use one of: --host, --out, --target, --config, --json, --help"],
    ["--__proto__", "Use one of: --host, --out, --target, --config, --json, --help"],
    ["--HOST", 'Did you mean "--host"?'],
    ["--", ""],
  ])("answers %s with the nearest option", async (option, hint) => {
    if (hint === "") return expect(read([option]).positionals).toEqual([]);
    const fault = await caught(() => read([option]));
    expect(fault).toMatchObject({ code: "unknown-option", exitCode: 2, hint });
    expect(fault.message).toBe(
      `Cannot use option "${option.split("=")[0]}": there is no option of that name`,
    );
  });

  test.each([
    [["--out"], "--out wants a value"],
    [["--out="], "--out wants a value"],
    [["--out", ""], "--out wants a value"],
    [["--out", "--host"], "--out wants a value"],
    [["--target", "--json"], "--target wants a value"],
    [["--target", "-x"], "--target wants a value"],
    [["--out", "a", "--out", "b"], "--out is given twice"],
    [["--config=a", "--config=a"], "--config is given twice"],
    [["--host=true"], "--host takes no value"],
    [["--json="], "--json takes no value"],
    [["extra"], '"extra" is one argument too many'],
    [["--host", "true"], '"true" is one argument too many'],
  ])("refuses %j", async (raw, found) => {
    const fault = await caught(() => read(raw));
    expect(fault).toMatchObject({ code: "bad-arguments", exitCode: 2, hint: "See: slipway build --help" });
    expect(fault.message).toBe(`Cannot run slipway build: ${found}`);
  });

  test.each([
    [[], "FOLDER is missing"],
    [["a"], "NAME is missing"],
    [["a", "b", "c"], '"c" is one argument too many'],
  ])("counts the positional arguments in %j", async (raw, found) => {
    const fault = await caught(() => read(raw, ["FOLDER", "NAME"]));
    expect(fault.message).toBe(`Cannot run slipway build: ${found}`);
  });
});
