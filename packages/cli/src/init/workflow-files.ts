/** The workflows of a project, by the paths they have in it. */

import { ciWorkflow } from "./ci-workflow.ts";
import { releaseWorkflow } from "./release-workflow.ts";
import { validateWorkflow } from "./validate-workflow.ts";
import type { WorkflowFacts } from "./workflow-facts.ts";
import type { NewFile } from "./write-new.ts";

/** All files that `slipway init --ci` writes. */
export function workflowFiles(facts: WorkflowFacts): readonly NewFile[] {
  return [
    { file: ".github/workflows/ci.yml", text: ciWorkflow(facts) },
    { file: ".github/workflows/release.yml", text: releaseWorkflow(facts) },
    { file: ".github/workflows/validate.yml", text: validateWorkflow(facts) },
  ];
}
