/** Step: what an app needs at run time, and a bundler does not follow, is declared. */

import type { Compiled } from "../compile/compile.ts";
import type { CompileJob } from "../plan.ts";
import { checkAddons } from "./addons.ts";
import { checkDotenvDecided } from "./undecided-dotenv.ts";
import { checkFilesDeclared } from "./undeclared-files.ts";

/**
 * Looks through the sources of a compiled executable for what would be missing with its users. `root` is the absolute
 * path of the project.
 *
 * @throws Fault `foreign-addon`, `unfollowed-addon`, `undeclared-file`, `undecided-dotenv`.
 */
export async function checkDeclared(
  job: CompileJob,
  options: { readonly root: string; readonly compiled: Compiled },
): Promise<void> {
  const { root, compiled } = options;
  const inputs = compiled.inputs.map(({ path }) => path);
  checkAddons(job, { root, inputs });
  await checkFilesDeclared(job, { root, inputs, executable: compiled.path });
  checkDotenvDecided(job, { root, inputs });
}
