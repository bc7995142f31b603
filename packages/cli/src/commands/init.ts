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
  const { written, next } = args.flag("ci")
    ? await writeWorkflows(args, terminal)
    : { written: writeConfig(args, terminal), next: "Next: slipway build --host" };
  if (args.flag("json")) return terminal.result(`${JSON.stringify({ files: written }, null, 2)}\n`);
  terminal.result(written.map(({ file, did }) => `${did.padEnd("unchanged".length)}  ${file}\n`).join(""));
  terminal.log(`${next}\n`);
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

async function writeWorkflows(
  args: Arguments,
  terminal: Terminal,
): Promise<{ readonly written: readonly WrittenFile[]; readonly next: string }> {
  const config = await projectConfig(args, terminal);
  const facts = workflowFacts(config, await hostTarget());
  const written = writeNew(config.root, workflowFiles(facts), { force: args.flag("force") });
  if (!existsSync(join(config.root, ".git")))
    terminal.log("GitHub reads workflows in the top folder of a repository only, and this is none yet\n");
  const secrets = ["SLIPWAY_SECRET_KEY", ...facts.channelSecrets];
  const needed = `the secret${secrets.length === 1 ? "" : "s"} ${secrets.join(" and ")}`;
  return {
    written,
    next: `For releases, the environment "release" of the repository needs ${needed}`,
  };
}
