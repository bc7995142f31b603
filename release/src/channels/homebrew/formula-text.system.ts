/** Ruby itself reads formulae, with nothing of Homebrew but the names of what a formula says. */

import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { mutate, runProgram, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { FormulaInput } from "./formula-input.ts";
import { formulaText } from "./formula-text.ts";
import { sampleFormula } from "./testing/sample-formula.ts";

/** In CI a tool that is missing fails. */
const hasNoTool = process.env["CI"] !== "true" && Bun.which("ruby") === null;

/** Says as JSON what the formula in `formula.rb` means on one system. */
const READER = String.raw`
require "json"
require "pathname"
OS, CPU = ARGV
SAID = { "depends_on" => [], "installed" => [] }
class Folder
  def initialize(name) = @name = name
  def install(*what) = SAID["installed"] << [@name, *what]
end
class Service
  def opt_bin = Pathname("/opt/bin")
  def var = Pathname("/var")
  def run(command) = SAID["run"] = command.map(&:to_s)
  def keep_alive(value) = SAID["keep_alive"] = value
  def log_path(path) = SAID["log_path"] = path.to_s
  def error_log_path(path) = nil
end
class Formula
  class << self
    %w[desc homepage license url sha256].each { |name| define_method(name) { |value| SAID[name] = value } }
    def version(value = nil) = value ? SAID["version"] = value : SAID["version"]
    def depends_on(what) = SAID["depends_on"] << what.to_s
    def livecheck = nil
    def on_macos = (yield if OS == "macos")
    def on_linux = (yield if OS == "linux")
    def on_arm = (yield if CPU == "arm")
    def on_intel = (yield if CPU == "intel")
    def service(&block) = Service.new.instance_eval(&block)
    def test(&block) = define_method(:run_test, &block)
    def inherited(child) = SAID["class"] = (@@child = child).name || TracePoint
    def child = @@child
  end
  %w[bash_completion zsh_completion fish_completion pwsh_completion man1 prefix].each do |name|
    define_method(name) { Folder.new(name) }
  end
  def bin = @installing ? Folder.new("bin") : Pathname(Dir.pwd)/"bin"
  def version = SAID["version"]
  def shell_output(command) = SAID["output"] = IO.popen(command, &:read)
  def system(*command) = SAID["ran"] = command.map(&:to_s)
  def assert_match(wanted, found) = SAID["matched"] = [wanted, found.include?(wanted)]
  def all
    @installing = true
    install
    @installing = false
    SAID["caveats"] = caveats if respond_to?(:caveats)
    run_test
  end
end
load "./formula.rb"
SAID["class"] = Formula.child.name
Formula.child.new.all
puts JSON.generate(SAID)
`;

type Said = Readonly<Record<string, unknown>>;

/** What Ruby understands; the formula must be the only thing that it does. */
function understood(input: FormulaInput, [os, cpu]: readonly [string, string] = ["linux", "intel"]): Said {
  const cwd = tempFolder();
  mkdirSync(join(cwd, "bin"));
  const program = '#!/bin/sh\nfor word; do printf "<%s>" "$word"; done\n';
  writeFileSync(join(cwd, "bin", "tool"), program);
  chmodSync(join(cwd, "bin", "tool"), 0o755);
  writeFileSync(join(cwd, "formula.rb"), formulaText(input));
  writeFileSync(join(cwd, "reader.rb"), READER);
  const checked = runProgram(["ruby", "-wc", "formula.rb"], { cwd });
  expect(checked).toMatchObject({ exitCode: 0, stdout: "Syntax OK\n", stderr: "" });
  const ran = runProgram(["ruby", "-Ku", "reader.rb", os, cpu], { cwd });
  expect(ran.exitCode, ran.stderr).toBe(0);
  expect(readdirSync(cwd).toSorted()).toEqual(["bin", "formula.rb", "reader.rb"]);
  const said: Said = JSON.parse(ran.stdout);
  return said;
}

const HOSTILE = [
  '"; File.write("pwned", ""); "',
  '#{File.write("pwned", "")}',
  "#$0 #@a #@@b",
  "\\#{1}\\",
  "'\"`touch pwned`",
  "$(touch pwned) ; touch pwned & | < > * ? ~ $HOME",
  "EOS\nEOS_\n  end\nend\nFile.write('pwned', '')\n__END__\n=begin",
  "one\ntwo\\\nthree\u2028four",
  "  two\n    four\n\n   three",
  "Grüße 👋 \u202e\u200b",
  "%w[a] %q(b) :sym => {}",
] as const;

describe.skipIf(hasNoTool)("a formula, read by Ruby", () => {
  test.each([
    ["macos", "arm", "tool-darwin-arm64.tar.gz", "3"],
    ["macos", "intel", "tool-darwin-x64.tar.gz", "2"],
    ["linux", "arm", "tool-linux-arm64.tar.gz", "1"],
    ["linux", "intel", "tool-linux-x64.tar.gz", "0"],
  ])("has its own archive on %s, %s", (os, cpu, file, digit) => {
    expect(understood(sampleFormula(), [os, cpu])).toMatchObject({
      class: "Tool",
      url: `https://github.com/a/tool/releases/download/v1.2.3/${file}`,
      sha256: digit.repeat(64),
      version: "1.2.3",
      license: "MIT",
      installed: [
        ["bin", "tool"],
        ["prefix", "THIRD-PARTY-LICENSES"],
      ],
      depends_on: [],
    });
  });

  test("depends on what cannot be had where there is nothing for it", () => {
    const input = sampleFormula({ targets: ["darwin-arm64"] });
    const dependsOn = (os: string, cpu: string): unknown => understood(input, [os, cpu])["depends_on"];
    expect(dependsOn("macos", "arm")).toEqual([]);
    expect(dependsOn("macos", "intel")).toEqual([expect.stringContaining("arm64")]);
    expect(dependsOn("linux", "arm")).toEqual(["macos"]);
  });

  test.each(HOSTILE)("means exactly what the configuration says, and runs none of it: %j", (text) => {
    const said = understood(
      sampleFormula({
        homebrew: {
          description: text,
          homepage: `https://example.org/${text}`,
          caveats: text,
          service: { app: "tool", args: [text] },
          test: { app: "tool", args: ["run", text], stdout: text },
        },
        config: { license: text },
      }),
    );
    expect(said).toMatchObject({
      desc: text,
      homepage: `https://example.org/${text}`,
      license: "cannot_represent",
      run: ["/opt/bin/tool", text],
      log_path: "/var/log/tool.log",
      output: `<run><${text}>`,
      matched: [text, true],
    });
    expect(said["caveats"]).toBe(`${text}\n`);
  });

  test("means what it says whatever that is", () => {
    const random = seededRandom(11);
    const seed = Buffer.from(HOSTILE.join(""));
    for (let round = 0; round < 25; round += 1) {
      const text = Buffer.from(mutate(seed, random))
        .toString("utf8")
        .replaceAll(/[\0\r]/gu, "");
      const input = sampleFormula({
        homebrew: { description: text, service: { app: "tool", args: [text] } },
      });
      expect(understood(input)).toMatchObject({ desc: text, run: ["/opt/bin/tool", text] });
      expect(existsSync("pwned")).toBe(false);
    }
  });
});
