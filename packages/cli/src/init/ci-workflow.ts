/** `ci.yml`: every push is built, smoked and released as a snapshot, which nobody sees. */

import { block, cachedRuntimes, checkout, GENERATED, LINE_ENDS, setup } from "./steps.ts";
import type { WorkflowFacts } from "./workflow-facts.ts";

/** The text of `ci.yml`. */
export function ciWorkflow(facts: WorkflowFacts): string {
  return `${GENERATED}
name: CI

on:
  push:
  pull_request:

permissions:
  contents: read

concurrency:
  group: ci-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}

defaults:
  run:
    shell: bash

jobs:
  build:
    name: Build and smoke on \${{ matrix.os }}
    strategy:
      fail-fast: false
      matrix:
        os: [ubuntu-latest, macos-latest, windows-latest]
    runs-on: \${{ matrix.os }}
    timeout-minutes: 30
    steps:
${block(6, LINE_ENDS, checkout(), setup(facts))}
      - run: bun run slipway build --host

  snapshot:
    name: Release a snapshot of ${facts.product}, without publishing it
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
${block(6, checkout(), setup(facts), cachedRuntimes(facts))}
      - run: bun run slipway release --snapshot
      - run: bun run slipway verify dist/release --snapshot
`;
}
