/** `release.yml`: from a tag to a published release; each job has the rights it needs and no others. */

import { ACTIONS } from "./actions.ts";
import { publishJobs } from "./publish-jobs.ts";
import {
  block,
  cachedRuntimes,
  checkout,
  download,
  GENERATED,
  LINE_ENDS,
  setup,
  SLIPWAY,
  upload,
} from "./steps.ts";
import { runtimeFolder, type WorkflowFacts } from "./workflow-facts.ts";

/** The text of `release.yml`. */
export function releaseWorkflow(facts: WorkflowFacts): string {
  return `${GENERATED}
name: Release

on:
  push:
    tags: ["v*"]

permissions: {}

# A release that was begun is finished, also when the same tag is run again.
concurrency:
  group: release-\${{ github.ref }}
  cancel-in-progress: false

defaults:
  run:
    shell: bash

jobs:
${block(2, planJob(facts), "", buildJob(facts), "", smokeJob(facts), "", signJob(facts), "", publishJobs(facts))}
`;
}

/** Refuses before anything costs time, and says which machines are needed. */
function planJob(facts: WorkflowFacts): string {
  return `plan:
  name: Plan
  permissions:
    contents: read
  runs-on: ubuntu-latest
  timeout-minutes: 10
  outputs:
    runners: \${{ steps.runners.outputs.runners }}
  steps:
${block(4, checkout("fetch-depth: 0"), setup(facts))}
    - name: See that the tag is of this version, and that nothing stands in the way
      run: |
        bun run slipway plan --json > "$RUNNER_TEMP/plan.json"
        bun --eval '
          const { refusal, version } = await Bun.stdin.json();
          const tag = process.env.GITHUB_REF_NAME;
          const found = refusal ?? (tag === "v" + version ? undefined : "the version is " + version);
          if (found !== undefined) throw new Error("Cannot release " + tag + ": " + found);
        ' < "$RUNNER_TEMP/plan.json"
    - run: bun run slipway changelog
    - name: Name the machines that run the executables
      id: runners
      run: echo 'runners=${runnersJson(facts)}' >> "$GITHUB_OUTPUT"`;
}

function runnersJson(facts: WorkflowFacts): string {
  const include = facts.runners.map(({ os, alpine }) => ({
    os,
    alpine,
    bun: alpine === "" ? "" : runtimeFolder(facts, alpine),
  }));
  return JSON.stringify({ include });
}

function buildJob(facts: WorkflowFacts): string {
  return `build:
  name: Build every target
  needs: plan
  permissions:
    contents: read
  runs-on: ubuntu-latest
  timeout-minutes: 60
  steps:
${block(4, checkout(), setup(facts), cachedRuntimes(facts))}
    - run: bun run slipway build
${block(4, upload("built", ["dist/build.json", "dist/build", "dist/.cache/licenses", "dist/.cache/printed"]))}`;
}

/** The very executables that are released, where they run; the record alone comes back. */
function smokeJob(facts: WorkflowFacts): string {
  return `smoke:
  name: Smoke on \${{ matrix.os }}
  needs: [plan, build]
  permissions:
    contents: read
  strategy:
    fail-fast: false
    matrix: \${{ fromJSON(needs.plan.outputs.runners) }}
  runs-on: \${{ matrix.os }}
  timeout-minutes: 30
  steps:
${block(4, LINE_ENDS, checkout(), setup(facts), download("built", "dist"))}
    - run: bun run slipway smoke
    - name: Smoke under Alpine, with the pinned Bun for musl
      if: matrix.alpine != ''
      env:
        TARGET: \${{ matrix.alpine }}
        BUN: \${{ matrix.bun }}
      run: |
        bun run slipway runtimes --target "$TARGET"
        docker run --rm --env "BUN=$PWD/$BUN" --volume "$PWD:$PWD" --workdir "$PWD" alpine:3.22 sh -euc '
          apk add --no-cache git libstdc++
          git config --global --add safe.directory "*"
          PATH="$BUN:$PATH" bun run --bun slipway smoke
        '
${block(4, upload("smoked-${{ matrix.os }}", ["dist/build.json"]))}`;
}

/** The only job that sees the key. Whatever is started beside it could read it: nothing of the app is. */
function signJob(facts: WorkflowFacts): string {
  return `sign:
  name: Merge, pack and sign
  needs: [build, smoke]
  permissions:
    contents: read
  runs-on: ubuntu-latest
  environment: release
  timeout-minutes: 60
  steps:
${block(4, checkout("fetch-depth: 0"), setup(facts))}
${block(4, download("built", "${{ runner.temp }}/machines/built"))}
    - uses: ${ACTIONS.download}
      with:
        pattern: smoked-*
        path: \${{ runner.temp }}/machines/smoked
    - name: Merge what every machine has
      run: |
        find "$RUNNER_TEMP/machines" -name build.json -printf '%h\\0' | sort --zero-terminated |
          xargs --null ${SLIPWAY} merge
    # What was built before the key was here is taken as it is, and nothing of it is started.
    - run: ${SLIPWAY} release --built
      env:
        SLIPWAY_SECRET_KEY: \${{ secrets.SLIPWAY_SECRET_KEY }}
        SLIPWAY_SECRET_KEY_PASSWORD: \${{ secrets.SLIPWAY_SECRET_KEY_PASSWORD }}
    - run: ${SLIPWAY} verify dist/release --no-run
${block(4, upload("release", ["dist/build.json", "dist/release.json", "dist/release"]))}`;
}
