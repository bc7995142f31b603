/** The jobs of `release.yml` that others see something of. */

import { ACTIONS } from "./actions.ts";
import { block, checkout, download, LINE_ENDS, setup, SLIPWAY, upload } from "./steps.ts";
import type { WorkflowFacts } from "./workflow-facts.ts";

/** The jobs behind signing. */
export function publishJobs(facts: WorkflowFacts): string {
  const jobs = [
    draftJob(facts),
    verifyJob(facts),
    publishJob(facts),
    proofJob(facts),
    attestJob(),
    checksumsJob(),
  ];
  return [...jobs, VALIDATE_JOB].join("\n\n");
}

/** What a later job publishes is what this one made: it is handed who made it. */
function draftJob(facts: WorkflowFacts): string {
  return `draft:
  name: Upload a draft, and verify what the server has
  needs: sign
  permissions:
    contents: write
  runs-on: ubuntu-latest
  timeout-minutes: 60
  steps:
${block(4, checkout("fetch-depth: 0"), setup(facts), download("release", "dist"))}
    - run: ${SLIPWAY} publish --draft
      env:
        GITHUB_TOKEN: \${{ github.token }}
    # GitHub shows drafts to nobody who may not write; so nothing is started where they are seen.
    - name: Verify the draft
      run: |
        checksums=$(sha256sum dist/release/checksums.txt | cut -c 1-64)
        ${SLIPWAY} verify "$GITHUB_REF_NAME" --draft --no-run --checksums "$checksums"
      env:
        GITHUB_TOKEN: \${{ github.token }}
${block(4, upload("draft", ["dist/publish.json"]))}`;
}

const EACH_SYSTEM = `strategy:
  fail-fast: false
  matrix:
    os: [ubuntu-latest, macos-latest, windows-latest]
runs-on: \${{ matrix.os }}
timeout-minutes: 30`;

/** Starts what was signed, where there is nothing to be had by it. */
function verifyJob(facts: WorkflowFacts): string {
  return `verify:
  name: Verify and start on \${{ matrix.os }}
  needs: sign
  permissions:
    contents: read
${block(2, EACH_SYSTEM)}
  steps:
${block(4, LINE_ENDS, checkout(), setup(facts), download("release", "dist"))}
    - run: bun run slipway verify dist/release`;
}

/** Channels belong to it, so that a right that is missing there stops all before anything is published. */
function publishJob(facts: WorkflowFacts): string {
  const secrets = facts.channelSecrets.map((name) => `${name}: \${{ secrets.${name} }}`);
  return `publish:
  name: Publish, update the channels, and verify as anybody can
  needs: [draft, verify]
  permissions:
    contents: write
  runs-on: ubuntu-latest
  environment: release
  timeout-minutes: 60
  outputs:
    checksums: \${{ steps.proven.outputs.checksums }}
  steps:
${block(4, checkout("fetch-depth: 0"), setup(facts), download("release", "dist"), download("draft", "dist"))}
    - run: ${SLIPWAY} publish
      env:
${block(8, "GITHUB_TOKEN: ${{ github.token }}", ...secrets)}
    - name: Hand on what was proven
      id: proven
      run: |
        mkdir -p "$RUNNER_TEMP/checksums"
        cp dist/published.sha256 "$RUNNER_TEMP/checksums/$GITHUB_REF_NAME.sha256"
        cp dist/release.json "$RUNNER_TEMP/checksums/$GITHUB_REF_NAME.json"
        echo "checksums=$(sha256sum dist/release/checksums.txt | cut -c 1-64)" >> "$GITHUB_OUTPUT"
${block(4, upload("checksums", ["${{ runner.temp }}/checksums"]))}`;
}

/** As a stranger, who has no token; what only members see, no stranger can verify. */
function proofJob(facts: WorkflowFacts): string {
  return `proof:
  name: Verify what is published on \${{ matrix.os }}
  needs: publish
  if: \${{ !github.event.repository.private }}
  permissions:
    contents: read
${block(2, EACH_SYSTEM)}
  steps:
${block(4, LINE_ENDS, checkout(), setup(facts))}
    - run: bun run slipway verify "$GITHUB_REF_NAME" --checksums "$CHECKSUMS"
      env:
        CHECKSUMS: \${{ needs.publish.outputs.checksums }}`;
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

function checksumsJob(): string {
  return `checksums:
  name: Commit what was published, as digests and record
  needs: publish
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
    # The record has the sizes that the notes of the next release compare with.
    - name: Add the files, once
      run: |
        list="checksums/releases/$GITHUB_REF_NAME.sha256"
        if [ -e "$list" ]; then
          cmp "$list" "$RUNNER_TEMP/checksums/$GITHUB_REF_NAME.sha256"
          exit
        fi
        mkdir -p checksums/releases
        cp "$RUNNER_TEMP/checksums/$GITHUB_REF_NAME".* checksums/releases/
        git config user.name "github-actions[bot]"
        git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
        git add "checksums/releases/$GITHUB_REF_NAME".*
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
