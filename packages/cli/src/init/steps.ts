/** Steps that several jobs of generated workflows begin with. */

import { ACTIONS } from "./actions.ts";
import type { WorkflowFacts } from "./workflow-facts.ts";

/** Names the generator in the files it makes. */
export const GENERATED =
  '# Made by "slipway init --ci", which also brings it up to date: slipway init --ci --force';

/** Joins lines and blocks of lines, each moved to the right as far as it belongs. */
export function block(indent: number, ...lines: readonly string[]): string {
  const margin = " ".repeat(indent);
  return lines
    .flatMap((line) => line.split("\n"))
    .map((line) => (line === "" ? "" : margin + line))
    .join("\n");
}

/** A checkout that leaves no token behind. `more` are further inputs, a line each. */
export function checkout(...more: readonly string[]): string {
  return [
    `- uses: ${ACTIONS.checkout}`,
    "  with:",
    "    persist-credentials: false",
    ...more.map((line) => `    ${line}`),
  ].join("\n");
}

/** Bun of the pinned version, and what the project needs. */
export function setup({ bunVersion, install }: WorkflowFacts): string {
  return [
    `- uses: ${ACTIONS.setupBun}`,
    "  with:",
    `    bun-version: ${bunVersion}`,
    `- run: ${install}`,
  ].join("\n");
}

/**
 * The command line where secrets are near. Not by way of a project's script: that may do more, such as install, with
 * those secrets in its environment.
 */
export const SLIPWAY = "bun x --no-install --bun slipway";

/** Line ends are content: without this git changes them on Windows. */
export const LINE_ENDS: string = [
  "- name: Keep line ends as they are committed",
  "  run: git config --global core.autocrlf false",
].join("\n");

/** Runtimes of earlier runs. */
export function cachedRuntimes({ pins, cacheKeys }: WorkflowFacts): string {
  const files = cacheKeys.map((file) => `'${file}'`).join(", ");
  return [
    "# Whatever comes out of the cache is checked against the pinned digests before it is used.",
    `- uses: ${ACTIONS.cache}`,
    "  with:",
    `    path: ${pins}/*/node_modules`,
    `    key: runtimes-\${{ hashFiles(${files}) }}`,
  ].join("\n");
}

/** Hands files to later jobs of the run. */
export function upload(name: string, paths: readonly string[]): string {
  return [
    `- uses: ${ACTIONS.upload}`,
    "  with:",
    `    name: ${name}`,
    ...(paths.length === 1
      ? [`    path: ${paths[0]}`]
      : ["    path: |", ...paths.map((path) => `      ${path}`)]),
    "    include-hidden-files: true",
    "    if-no-files-found: error",
    "    compression-level: 1",
    "    # A job that is run again brings its own anew.",
    "    overwrite: true",
    "    retention-days: 7",
  ].join("\n");
}

/** Takes what an earlier job handed on. */
export function download(name: string, path: string): string {
  return [`- uses: ${ACTIONS.download}`, "  with:", `    name: ${name}`, `    path: ${path}`].join("\n");
}
