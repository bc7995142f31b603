/** Stops where the code reads variables that a `.env` file sets while it is open whether users will have them. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { type CompileJob, jobName } from "../plan.ts";
import { dotenvNames } from "./dotenv-names.ts";
import { declaredFault } from "./faults.ts";
import { shownPath } from "./shown-path.ts";
import { readSourceFacts } from "./source-facts.ts";

/** What Bun reads beside a program that is run from its source. */
const FILES = [".env", ".env.local", ".env.development", ".env.production", ".env.production.local"];

/** What is put in at build time, whatever a `.env` file says. */
const ALWAYS_DEFINED = new Set(["NODE_ENV", "SLIPWAY_VERSION", "SLIPWAY_COMMIT", "SLIPWAY_DATE"]);

/**
 * Checks the project's own sources, not its dependencies'. Values are neither kept nor shown.
 *
 * @throws Fault `undecided-dotenv` with every variable and where it is read.
 */
export function checkDotenvDecided(
  job: CompileJob,
  options: { readonly root: string; readonly inputs: readonly string[] },
): void {
  const { app } = job;
  if (app.autoload.dotenv !== undefined) return;
  const { root } = options;
  const files = FILES.filter((file) => existsSync(join(root, file)));
  const names = new Set(files.flatMap((file) => dotenvNames(readFileSync(join(root, file), "utf8"))));
  if (names.size === 0) return;
  const reads = options.inputs
    .filter((path) => !path.includes("/node_modules/"))
    .flatMap((path) =>
      readSourceFacts(path)
        .environment.filter(({ name }) => names.has(name) && !isDefined(app.define, name))
        .map(({ name, line }) => ({ name, text: `${shownPath(root, path)}:${line}: reads ${name}` })),
    );
  if (reads.length === 0) return;
  const variables = [...new Set(reads.map(({ name }) => name))];
  const at = `apps.${app.name}`;
  throw declaredFault("undecided-dotenv", {
    message: `Cannot accept ${jobName(job)}: its code reads ${variables.join(", ")}, which ${files.map((file) => `"${file}"`).join(", ")} sets for you alone`,
    details: reads.map(({ text }) => text),
    hint: `Decide ${at}.autoload.dotenv: false, they come from the user's environment; true, also from a .env file in the folder the user is in. A value that is the same for all goes into ${at}.define`,
  });
}

function isDefined(define: Readonly<Record<string, string>>, name: string): boolean {
  if (ALWAYS_DEFINED.has(name)) return true;
  return ["process.env", "Bun.env", "import.meta.env"].some((object) =>
    Object.keys(define).some((key) => key === object || key === `${object}.${name}`),
  );
}
