/** A formula's input, and the configuration and files it comes from. */

import { sampleApp } from "@slipway/build/testing";
import type { Config, HomebrewConfig } from "@slipway/config";
import { type TargetId, TARGETS } from "@slipway/targets";

import type { LocalRelease } from "../../../publish/state.ts";
import { sampleConfig } from "../../../testing/sample-release.ts";
import { type FormulaInput, formulaInput } from "../formula-input.ts";

export const BREW_TARGETS: readonly TargetId[] = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];

/** The configuration of a tap that is nowhere. */
export function sampleHomebrew(changes: Partial<HomebrewConfig> = {}): HomebrewConfig {
  return {
    tap: { url: "https://github.com/octo/homebrew-tap.git", label: "octo/homebrew-tap", name: "octo/tap" },
    formula: "tool",
    path: "Formula/tool.rb",
    branch: undefined,
    description: "Hub for commands",
    homepage: "https://example.org",
    caveats: undefined,
    dependencies: [],
    service: undefined,
    test: undefined,
    author: undefined,
    ...changes,
  };
}

/** One app, `tool`, for what Homebrew runs on; `changes` replaces whole keys. */
export function sampleFormula(
  options: {
    readonly homebrew?: Partial<HomebrewConfig>;
    readonly config?: Partial<Config>;
    readonly targets?: readonly TargetId[];
  } = {},
): FormulaInput {
  const targets = options.targets ?? BREW_TARGETS;
  const apps = [sampleApp({ name: "tool", targets })];
  const config = sampleConfig("/project", { apps, targets, license: "MIT", ...options.config });
  const release = { version: "1.2.3", tag: "v1.2.3", files: filesOf(config) };
  return formulaInput(release, { config, homebrew: sampleHomebrew(options.homebrew) });
}

/** Archives that tell by their digests which they are. */
function filesOf({ product, targets }: Config): LocalRelease["files"] {
  return targets.map((target, index) => {
    const name = `${product}-${target}.${TARGETS[target].archive}`;
    return { name, path: `/dist/${name}`, sizeBytes: 1, sha256: String(index).repeat(64) };
  });
}
