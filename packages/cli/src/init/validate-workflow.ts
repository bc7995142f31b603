/** `validate.yml`: makes a published release again from its tag and compares every byte. */

import { block, cachedRuntimes, checkout, GENERATED, setup } from "./steps.ts";
import type { WorkflowFacts } from "./workflow-facts.ts";

/** The text of `validate.yml`. */
export function validateWorkflow(facts: WorkflowFacts): string {
  return `${GENERATED}
name: Validate

on:
  release:
    types: [published]
  workflow_call:
    inputs:
      tag:
        description: The tag of the release
        type: string
        required: true
  workflow_dispatch:
    inputs:
      tag:
        description: The tag of the release, e.g. v1.2.3
        type: string
        required: true

permissions: {}

concurrency:
  group: validate-\${{ inputs.tag || github.event.release.tag_name }}
  cancel-in-progress: false

defaults:
  run:
    shell: bash

jobs:
  rebuild:
    name: Make the release again and compare
    permissions:
      contents: read
    runs-on: ubuntu-latest
    timeout-minutes: 90
    env:
      TAG: \${{ inputs.tag || github.event.release.tag_name }}
    steps:
${block(6, checkout("ref: refs/tags/${{ inputs.tag || github.event.release.tag_name }}", "fetch-depth: 0"), setup(facts), cachedRuntimes(facts))}
      - name: Download what was published, and the digests that were committed
        run: |
          gh release download "$TAG" --dir "$RUNNER_TEMP/published"
          gh api --header "Accept: application/vnd.github.raw+json" \\
            "repos/$GITHUB_REPOSITORY/contents/checksums/releases/$TAG.sha256" > "$RUNNER_TEMP/committed.sha256"
        env:
          GH_TOKEN: \${{ github.token }}
      - name: See that it is what was committed, no file more and none less
        run: |
          cd "$RUNNER_TEMP/published"
          LC_ALL=C sha256sum -- * | diff - "$RUNNER_TEMP/committed.sha256"
      - name: Make it again; its signatures have to hold for what is made here
        run: bun run slipway release --signatures "$RUNNER_TEMP/published"
      - name: Compare every byte
        run: diff --recursive --brief "$RUNNER_TEMP/published" dist/release
`;
}
