/** Step: what an app needs at run time, and a bundler does not follow, is declared. */

import type { BundledInput, BundledMap } from "../compile/request.ts";
import type { CompileJob } from "../plan.ts";
import { checkAddons } from "./addons.ts";
import { checkDotenvDecided } from "./undecided-dotenv.ts";
import { checkFilesDeclared } from "./undeclared-files.ts";

/**
 * Looks through the sources of an executable for what would be missing with its users. `root` is the absolute
 * path of the project.
 *
 * @throws Fault `foreign-addon`, `unfollowed-addon`, `undeclared-file`, `undecided-dotenv`.
 */
export function checkDeclared(
  job: CompileJob,
  options: {
    readonly root: string;
    readonly inputs: readonly BundledInput[];
    readonly maps: readonly BundledMap[];
  },
): void {
  const { root, maps } = options;
  const inputs = options.inputs.map(({ path }) => path);
  checkAddons(job, { root, inputs });
  checkFilesDeclared(job, { root, inputs, maps });
  checkDotenvDecided(job, { root, inputs });
}
