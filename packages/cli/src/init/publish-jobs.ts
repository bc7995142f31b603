/** The jobs of `release.yml` that others see something of. */

import { ACTIONS } from "./actions.ts";
import { block, checkout, download, LINE_ENDS, setup } from "./steps.ts";
import type { WorkflowFacts } from "./workflow-facts.ts";

/** The jobs behind signing. */
export function publishJobs(facts: WorkflowFacts): string {
  return [publishJob(facts), attestJob(), verifyJob(facts), checksumsJob(), VALIDATE_JOB].join("\n\n");
}

function publishJob(facts: WorkflowFacts): string {
  return `publish:
  name: Publish
  needs: sign
  permissions:
    contents: write
  runs-on: ubuntu-latest
  timeout-minutes: 60
  steps:
${block(4, checkout("fetch-depth: 0"), setup(facts), download("release", "dist"))}
    - run: bun run slipway publish
      env:
        GITHUB_TOKEN: \${{ github.token }}`;
}

function attestJob(): string {
  return `attest:
  name: Attest where it was built
  needs: publish
  permissions:
    id-token: write
    attestations: write
  runs-on: ubuntu-latest
  timeout-minutes: 10
  steps:
${block(4, download("checksums", "checksums"))}
    - uses: ${ACTIONS.attest}
      with:
        subject-checksums: checksums/\${{ github.ref_name }}.sha256`;
}

function verifyJob(facts: WorkflowFacts): string {
  return `verify:
  name: Verify on \${{ matrix.os }} what was published
  needs: publish
  permissions:
    contents: read
  strategy:
    fail-fast: false
    matrix:
      os: [ubuntu-latest, macos-latest, windows-latest]
  runs-on: \${{ matrix.os }}
  timeout-minutes: 30
  steps:
${block(4, LINE_ENDS, checkout(), setup(facts))}
    - name: Download it as anybody can
      run: gh release download "$GITHUB_REF_NAME" --dir "$RUNNER_TEMP/published"
      env:
        GH_TOKEN: \${{ github.token }}
    - run: bun run slipway verify "$RUNNER_TEMP/published"`;
}

function checksumsJob(): string {
  return `checksums:
  name: Commit the digests of what was published
  needs: verify
  permissions:
    contents: write
  runs-on: ubuntu-latest
  timeout-minutes: 10
  env:
    BRANCH: \${{ github.event.repository.default_branch }}
  steps:
    # The one checkout that may push.
    - uses: ${ACTIONS.checkout}
      with:
        ref: \${{ github.event.repository.default_branch }}
        persist-credentials: true
${block(4, download("checksums", "${{ runner.temp }}/checksums"))}
    - name: Add the file, once
      run: |
        list="checksums/releases/$GITHUB_REF_NAME.sha256"
        if [ -e "$list" ]; then
          cmp "$list" "$RUNNER_TEMP/checksums/$GITHUB_REF_NAME.sha256"
          exit
        fi
        mkdir -p checksums/releases
        cp "$RUNNER_TEMP/checksums/$GITHUB_REF_NAME.sha256" "$list"
        git config user.name "github-actions[bot]"
        git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
        git add "$list"
        git commit --message "Keep the checksums of $GITHUB_REF_NAME"
        # Somebody else may push at the same time.
        for _ in 1 2 3; do
          if git push origin "HEAD:$BRANCH"; then exit; fi
          git pull --rebase origin "$BRANCH"
        done
        exit 1`;
}

/** What a workflow publishes with its own token starts no other workflow: it is called. */
const VALIDATE_JOB = `validate:
  name: Validate
  needs: checksums
  permissions:
    contents: read
  uses: ./.github/workflows/validate.yml
  with:
    tag: \${{ github.ref_name }}`;
