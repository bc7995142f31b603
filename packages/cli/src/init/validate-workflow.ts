/**
 * `validate.yml`: makes a published release again from its tag and compares every byte, whoever published it; with the
 * digests that the workflow committed too: where it did, or anybody ever did, they have to be there.
 */

import { block, cachedRuntimes, checkout, GENERATED, setup } from "./steps.ts";
import type { WorkflowFacts } from "./workflow-facts.ts";

/** The same digests must be in the repository, where a workflow has put them there. */
const COMPARED_WITH_COMMITTED = `- name: Download what was published
  run: gh release download "$TAG" --dir "$RUNNER_TEMP/published"
  env:
    GH_TOKEN: \${{ github.token }}
- name: See that Slipway made it
  run: |
    if [ -e "$RUNNER_TEMP/published/checksums.txt" ]; then exit; fi
    echo "::error::$TAG has no checksums.txt: Slipway did not make it, and nothing of it can be validated"
    exit 1
- name: See that it is what was committed, no file more and none less
  run: |
    if gh api --header "Accept: application/vnd.github.raw+json" \\
      "repos/$GITHUB_REPOSITORY/contents/checksums/releases/$TAG.sha256" \\
      > "$RUNNER_TEMP/committed.sha256" 2> "$RUNNER_TEMP/answer"
    then
      cd "$RUNNER_TEMP/published"
      LC_ALL=C sha256sum -- * | diff - "$RUNNER_TEMP/committed.sha256"
    elif grep --quiet "HTTP 404" "$RUNNER_TEMP/answer"; then
      if [ "$COMMITTED" = true ]; then
        echo "::error::No digests of $TAG are committed, and they have to be"
        exit 1
      fi
      # A release that had digests does not become one that never had any.
      commits=$(gh api --method GET "repos/$GITHUB_REPOSITORY/commits" \\
        --raw-field "path=checksums/releases/$TAG.sha256" --raw-field per_page=1 --jq ".[].sha")
      if [ -n "$commits" ]; then
        echo "::error::The digests of $TAG were committed, and were deleted since: $commits"
        exit 1
      fi
      echo "::notice::No digests of $TAG were committed: it was not published by a workflow. It is compared with its sources alone"
    else
      cat "$RUNNER_TEMP/answer" >&2
      exit 1
    fi
  env:
    GH_TOKEN: \${{ github.token }}
    # It is then called behind the job that commits them.
    COMMITTED: \${{ github.event_name == 'push' }}
- name: Verify it with the public key
  run: bun run slipway verify "$RUNNER_TEMP/published"`;

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
    name: ${facts.signedSystems.length > 0 ? "Verify the release" : "Make the release again and compare"}
    permissions:
      contents: read
    runs-on: ubuntu-latest
    timeout-minutes: 90
    env:
      TAG: \${{ inputs.tag || github.event.release.tag_name }}
    steps:
${block(6, checkout("ref: refs/tags/${{ inputs.tag || github.event.release.tag_name }}", "fetch-depth: 0"), setup(facts), cachedRuntimes(facts))}
${block(6, COMPARED_WITH_COMMITTED, ...again(facts))}
`;
}

/** Signatures that a system's own tools make hold the time, and need keys that are not here. */
function again({ signedSystems }: WorkflowFacts): readonly string[] {
  if (signedSystems.length > 0) {
    const text = `Executables for ${signedSystems.join(", ")} are signed with the project's own commands. They are verified, and not made again`;
    return ["- name: Say what cannot be compared", `  run: echo "::notice::${text}"`];
  }
  return [
    "- name: Make it again; its signatures have to hold for what is made here",
    '  run: bun run slipway release --signatures "$RUNNER_TEMP/published"',
    "- name: Compare every byte",
    '  run: diff --recursive --brief "$RUNNER_TEMP/published" dist/release',
  ];
}
