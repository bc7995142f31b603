/** `slipway init` */

import { existsSync } from "node:fs";
import { join } from "node:path";

import { hostTarget } from "@slipway/build";
import { CONFIG_FILES } from "@slipway/config";

import type { Arguments } from "../arguments.ts";
import { initFault } from "../init/faults.ts";
import { firstConfig } from "../init/first-config.ts";
import { workflowFacts } from "../init/workflow-facts.ts";
import { workflowFiles } from "../init/workflow-files.ts";
import { writeNew, type WrittenFile } from "../init/write-new.ts";
import { projectConfig } from "../session.ts";
import type { Terminal } from "../terminal.ts";

/** Writes the first configuration of a project; with `--ci` its workflows. Asks nothing. */
export async function runInit(args: Arguments, terminal: Terminal): Promise<void> {
  const written = args.flag("ci") ? await writeWorkflows(args, terminal) : writeConfig(args, terminal);
  if (args.flag("json")) return terminal.result(`${JSON.stringify({ files: written }, null, 2)}\n`);
  terminal.result(written.map(({ file, did }) => `${did.padEnd("unchanged".length)}  ${file}\n`).join(""));
  terminal.log(
    args.flag("ci")
      ? 'For releases, the environment "release" of the repository needs the secret SLIPWAY_SECRET_KEY\n'
      : "Next: slipway build --host\n",
  );
}

function writeConfig(args: Arguments, terminal: Terminal): readonly WrittenFile[] {
  const [file, ...others] = CONFIG_FILES;
  const other = others.find((name) => existsSync(join(terminal.cwd, name)));
  if (other !== undefined) {
    throw initFault("file-exists", {
      message: `Cannot write "${file}": there is a configuration, "${other}"`,
      hint: `Edit "${other}"`,
    });
  }
  const text = firstConfig(terminal.cwd);
  return writeNew(terminal.cwd, [{ file, text }], { force: args.flag("force") });
}

async function writeWorkflows(args: Arguments, terminal: Terminal): Promise<readonly WrittenFile[]> {
  const config = await projectConfig(args, terminal);
  const files = workflowFiles(workflowFacts(config, await hostTarget()));
  const written = writeNew(config.root, files, { force: args.flag("force") });
  if (!existsSync(join(config.root, ".git")))
    terminal.log("GitHub reads workflows in the top folder of a repository only, and this is none yet\n");
  return written;
}
